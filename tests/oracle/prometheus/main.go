// The oracle evaluates expressions as Prometheus does: one JSON request a line in, one JSON answer a line out.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
	"github.com/prometheus/prometheus/util/annotations"
)

// request asks for an expression's value at an instant, in seconds, over series that have one sample each then.
type request struct {
	Expression string
	At         float64
	Series     []sample
}

type sample struct {
	Labels map[string]string `json:"labels"`
	Value  float64           `json:"value"`
}

type answer struct {
	Error  string   `json:"error,omitempty"`
	Vector []sample `json:"vector"`
}

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}

func serve() error {
	requests, answers := json.NewDecoder(bufio.NewReader(os.Stdin)), json.NewEncoder(os.Stdout)
	for requests.More() {
		var asked request
		if err := requests.Decode(&asked); err != nil {
			return err
		}
		if err := answers.Encode(evaluate(asked)); err != nil {
			return err
		}
	}
	return nil
}

func evaluate(asked request) answer {
	engine := promql.NewEngine(promql.EngineOpts{
		MaxSamples: 1_000_000, Timeout: time.Minute, LookbackDelta: 5 * time.Minute, Parser: parser.NewParser(parser.Options{}),
	})
	at := time.UnixMilli(int64(asked.At * 1000))
	query, err := engine.NewInstantQuery(context.Background(), series(asked, at), nil, asked.Expression, at)
	if err != nil {
		return answer{Error: err.Error()}
	}
	defer query.Close()
	vector, err := query.Exec(context.Background()).Vector()
	if err != nil {
		return answer{Error: err.Error()}
	}
	found := []sample{}
	for _, one := range vector {
		found = append(found, sample{one.Metric.Map(), one.F})
	}
	return answer{Vector: found}
}

func series(asked request, at time.Time) storage.Queryable {
	return storage.QueryableFunc(func(_, _ int64) (storage.Querier, error) {
		return &storage.MockQuerier{
			SelectMockFunction: func(_ bool, _ *storage.SelectHints, matchers ...*labels.Matcher) storage.SeriesSet {
				found := set{}
				for _, one := range asked.Series {
					if own := labels.FromMap(one.Labels); matches(own, matchers) {
						samples := []chunks.Sample{float{at.UnixMilli(), one.Value}}
						found.left = append(found.left, storage.NewListSeries(own, samples))
					}
				}
				return &found
			},
		}, nil
	})
}

func matches(own labels.Labels, matchers []*labels.Matcher) bool {
	for _, matcher := range matchers {
		if !matcher.Matches(own.Get(matcher.Name)) {
			return false
		}
	}
	return true
}

// set is the series that a selector found.
type set struct {
	left []storage.Series
	at   storage.Series
}

func (s *set) Next() bool {
	if len(s.left) == 0 {
		return false
	}
	s.at, s.left = s.left[0], s.left[1:]
	return true
}

func (s *set) At() storage.Series                { return s.at }
func (s *set) Err() error                        { return nil }
func (s *set) Warnings() annotations.Annotations { return nil }

// float is a sample that is a number.
type float struct {
	t int64
	f float64
}

func (f float) T() int64                      { return f.t }
func (f float) ST() int64                     { return 0 }
func (f float) F() float64                    { return f.f }
func (f float) H() *histogram.Histogram       { return nil }
func (f float) FH() *histogram.FloatHistogram { return nil }
func (f float) Type() chunkenc.ValueType      { return chunkenc.ValFloat }
func (f float) Copy() chunks.Sample           { return f }
