package main

import (
	"encoding/json"
	"time"
)

func init() {
	verbs["duration"] = duration
	verbs["durationText"] = durationText
}

// duration parses a text and gives its nanoseconds and Go's own text for it.
func duration(request json.RawMessage) (any, error) {
	var asked struct{ Text string }
	if err := json.Unmarshal(request, &asked); err != nil {
		return nil, err
	}
	parsed, err := time.ParseDuration(asked.Text)
	if err != nil {
		return refused{err.Error()}, nil
	}
	return described(parsed), nil
}

// durationText writes a number of nanoseconds as Go does.
func durationText(request json.RawMessage) (any, error) {
	var asked struct{ Nanoseconds int64 }
	if err := json.Unmarshal(request, &asked); err != nil {
		return nil, err
	}
	return described(time.Duration(asked.Nanoseconds)), nil
}

type goDuration struct {
	Nanoseconds int64  `json:"nanoseconds"`
	String      string `json:"string"`
}

func described(d time.Duration) goDuration { return goDuration{d.Nanoseconds(), d.String()} }
