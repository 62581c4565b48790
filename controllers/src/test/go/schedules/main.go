// SPDX-License-Identifier: Apache-2.0

// Prints schedules, and when they come by the library that Kubernetes uses: what the tests of the package
// cronjob compare with. `go run . > ../../resources/dev/skerry/controllers/cronjob/schedules.tsv`
package main

import (
	"fmt"
	"math/rand"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

func field(r *rand.Rand, lo, hi int, names []string) string {
	v := func() int { return lo + r.Intn(hi-lo+1) }
	switch r.Intn(9) {
	case 0, 1, 2:
		return "*"
	case 3:
		return fmt.Sprintf("*/%d", 1+r.Intn(hi))
	case 4:
		a, b := v(), v()
		if a > b {
			a, b = b, a
		}
		return fmt.Sprintf("%d-%d/%d", a, b, 1+r.Intn(5))
	case 5:
		return fmt.Sprintf("%d/%d", v(), 1+r.Intn(10))
	case 6:
		return fmt.Sprintf("%d,%d,%d", v(), v(), v())
	case 7:
		if names != nil {
			return names[r.Intn(len(names))]
		}
		return "?"
	}
	return fmt.Sprint(v())
}

func main() {
	r := rand.New(rand.NewSource(7))
	months := strings.Fields("jan FEB mar apr May jun jul aug sep oct nov dec")
	days := strings.Fields("sun MON tue wed Thu fri sat")
	zones := []string{"UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo"}
	starts := []string{"2025-12-31T23:59:30Z", "2024-02-28T12:00:00Z", "2024-03-31T00:10:00Z", "2024-03-10T05:00:00Z", "2024-10-27T00:00:00Z", "2024-11-03T04:30:00Z", "2017-10-14T20:00:00Z"}
	for n := 0; n < 300; n++ {
		text := strings.Join([]string{field(r, 0, 59, nil), field(r, 0, 23, nil), field(r, 1, 31, nil), field(r, 1, 12, months), field(r, 0, 6, days)}, " ")
		if n%50 == 0 {
			text = []string{"@hourly", "@daily", "@weekly", "@monthly", "@yearly", "@every 1h30m", "@every 90s"}[n/50%7]
		}
		s, err := cron.ParseStandard(text)
		if err != nil {
			fmt.Printf("%s\tUTC\t-\t%s\n", text, "wrong")
			continue
		}
		zone := zones[r.Intn(len(zones))]
		loc, _ := time.LoadLocation(zone)
		t, _ := time.Parse(time.RFC3339, starts[r.Intn(len(starts))])
		out := []string{}
		from := t
		for i := 0; i < 4; i++ {
			t = s.Next(t.In(loc))
			if t.IsZero() {
				out = append(out, "never")
				break
			}
			out = append(out, t.UTC().Format(time.RFC3339))
		}
		fmt.Printf("%s\t%s\t%s\t%s\n", text, zone, from.Format(time.RFC3339), strings.Join(out, " "))
	}
}
