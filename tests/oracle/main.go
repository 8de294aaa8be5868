// The oracle answers with the parsers that run on a cluster: one JSON request a line in, one JSON answer a
// line out. A request's "verb" names the parser; each verb lives in a file of its own and adds itself to
// verbs.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

type verb func(request json.RawMessage) (answer any, err error)

var verbs = map[string]verb{}

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}

func serve() error {
	requests := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	answers := json.NewEncoder(out)
	for requests.More() {
		answer, err := ask(requests)
		if err != nil {
			return err
		}
		if err := answers.Encode(answer); err != nil {
			return err
		}
	}
	return nil
}

func ask(requests *json.Decoder) (any, error) {
	var request json.RawMessage
	if err := requests.Decode(&request); err != nil {
		return nil, err
	}
	var named struct{ Verb string }
	if err := json.Unmarshal(request, &named); err != nil {
		return nil, err
	}
	answer, known := verbs[named.Verb]
	if !known {
		return nil, fmt.Errorf("no verb %q", named.Verb)
	}
	return answer(request)
}

// refused is every verb's answer to a text that its parser does not take.
type refused struct {
	Error string `json:"error"`
}
