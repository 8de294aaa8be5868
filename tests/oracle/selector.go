package main

import (
	"encoding/json"

	"github.com/projectcalico/calico/libcalico-go/lib/selector"
)

func init() { verbs["selector"] = evaluate }

// evaluate parses a text as Calico does, gives Calico's own text for it and holds it against each label map.
func evaluate(request json.RawMessage) (any, error) {
	var asked struct {
		Text   string
		Labels []map[string]string
	}
	if err := json.Unmarshal(request, &asked); err != nil {
		return nil, err
	}
	parsed, err := selector.Parse(asked.Text)
	if err != nil {
		return refused{err.Error()}, nil
	}
	answer := struct {
		Text    string `json:"text"`
		Matches []bool `json:"matches"`
	}{parsed.String(), []bool{}}
	for _, labels := range asked.Labels {
		answer.Matches = append(answer.Matches, parsed.Evaluate(labels))
	}
	return answer, nil
}
