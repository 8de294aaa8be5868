package main

import (
	"encoding/json"
	"time"

	"github.com/robfig/cron"
)

func init() { verbs["schedule"] = schedule }

// schedule parses a text as Calico does and steps from each instant given, until no run is left.
func schedule(request json.RawMessage) (any, error) {
	var asked struct {
		Text  string
		After []time.Time
		Count int
	}
	if err := json.Unmarshal(request, &asked); err != nil {
		return nil, err
	}
	parsed, err := cron.ParseStandard(asked.Text)
	if err != nil {
		return refused{err.Error()}, nil
	}
	answer := struct {
		Runs [][]time.Time `json:"runs"`
	}{Runs: [][]time.Time{}}
	for _, after := range asked.After {
		answer.Runs = append(answer.Runs, runs(parsed, after.UTC(), asked.Count))
	}
	return answer, nil
}

func runs(schedule cron.Schedule, after time.Time, count int) []time.Time {
	found := []time.Time{}
	for len(found) < count {
		after = schedule.Next(after)
		if after.IsZero() {
			break
		}
		found = append(found, after)
	}
	return found
}
