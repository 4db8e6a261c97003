// Appends to a log of Tessera's POSIX driver, on a real disk, and prints how many a second.
//
// tessera FOLDER CALLERS EACH BYTES
package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	callers, each, size := number(2), number(3), number(4)
	ctx := context.Background()
	skey, _, err := note.GenerateKey(rand.Reader, "bench.example/log")
	must(err)
	signer, err := note.NewSigner(skey)
	must(err)
	driver, err := posix.New(ctx, posix.Config{Path: os.Args[1]})
	must(err)
	// A batch waits for no longer than it takes to fill: the driver's quickest, and what all callers together send.
	options := tessera.NewAppendOptions().
		WithCheckpointSigner(signer).
		WithBatching(uint(callers), 5*time.Millisecond).
		WithCheckpointInterval(time.Second)
	appender, shutdown, _, err := tessera.NewAppender(ctx, driver, options)
	must(err)
	var all sync.WaitGroup
	start := time.Now()
	for caller := range callers {
		all.Go(func() {
			for at := range each {
				entry := fmt.Appendf(nil, "%0*d", size, caller*each+at)
				_, err := appender.Add(ctx, tessera.NewEntry(entry))()
				must(err)
			}
		})
	}
	all.Wait()
	fmt.Printf("%.0f\n", float64(callers*each)/time.Since(start).Seconds())
	must(shutdown(ctx))
}

func number(at int) int {
	value, err := strconv.Atoi(os.Args[at])
	must(err)
	return value
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
