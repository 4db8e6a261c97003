// Reads a log that was written to a folder and checks it with the Go team's own packages.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if os.Args[1] == "receipt" {
		checkReceipt(os.Args[2], os.Args[3], os.Args[4])
		return
	}
	folder, verifierKey := os.Args[1], os.Args[2]
	tree := openCheckpoint(folder, verifierKey)
	// A TileHashReader takes no tile that does not lead to the tree's root.
	hashes := tlog.TileHashReader(tree, &tiles{folder})
	leaves := int64(0)
	for ; leaves < tree.N; leaves += int64(checkBundle(folder, tree, hashes, leaves)) {
	}
	for _, leaf := range []int64{0, tree.N / 2, tree.N - 1} {
		proof := must(tlog.ProveRecord(tree.N, leaf, hashes))
		recordHash := must(hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, leaf)}))[0]
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, leaf, recordHash))
	}
	fmt.Printf("%d leaves\n", leaves)
}

func openCheckpoint(folder, verifierKey string) tlog.Tree {
	verifier := must(note.NewVerifier(verifierKey))
	opened := must(note.Open(must(os.ReadFile(filepath.Join(folder, "checkpoint"))), note.VerifierList(verifier)))
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		panic("the origin is not the key's name")
	}
	tree := tlog.Tree{N: must(strconv.ParseInt(lines[1], 10, 64))}
	copy(tree.Hash[:], must(base64.StdEncoding.DecodeString(lines[2])))
	return tree
}

func checkBundle(folder string, tree tlog.Tree, hashes tlog.HashReader, start int64) int {
	width := min(256, tree.N-start)
	path := strings.Replace(tlog.Tile{H: 8, L: 0, N: start / 256, W: int(width)}.Path(), "tile/8/0/", "tile/entries/", 1)
	indexes := make([]int64, width)
	for i := range indexes {
		indexes[i] = tlog.StoredHashIndex(0, start+int64(i))
	}
	stored := must(hashes.ReadHashes(indexes))
	bundle := must(os.ReadFile(filepath.Join(folder, path)))
	count := 0
	for ; len(bundle) > 0; count++ {
		length := int(binary.BigEndian.Uint16(bundle))
		if tlog.RecordHash(bundle[2:2+length]) != stored[count] {
			panic(fmt.Sprintf("leaf %d is not in the tree", start+int64(count)))
		}
		bundle = bundle[2+length:]
	}
	return count
}

type tiles struct{ folder string }

func (t *tiles) Height() int                     { return 8 }
func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t *tiles) ReadTiles(wanted []tlog.Tile) (read [][]byte, err error) {
	for _, tile := range wanted {
		// Go's paths name the height; C2SP's do not.
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		read = append(read, data)
	}
	return read, nil
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
