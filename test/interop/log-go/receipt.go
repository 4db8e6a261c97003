package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// What docs/reference/receipt.md says of a receipt, as far as it is checked here.
type receipt struct {
	Statement struct {
		Subject string
		Fields  map[string]string
	}
	Salts          map[string][]byte
	Entry          []byte
	LeafIndex      int64
	InclusionProof []string
	Checkpoint     string
}

// Checks a receipt by the key of the log and that of a witness, and says when the witness saw its checkpoint.
func checkReceipt(file, logKey, witnessKey string) {
	var r receipt
	check(json.Unmarshal(must(os.ReadFile(file)), &r))
	witness := newCosignatureVerifier(witnessKey)
	verifiers := note.VerifierList(must(note.NewVerifier(logKey)), witness)
	opened := must(note.Open([]byte(r.Checkpoint), verifiers))
	if len(opened.Sigs) != 2 {
		panic("the log and the witness have not both signed")
	}
	lines := strings.Split(opened.Text, "\n")
	size := must(strconv.ParseInt(lines[1], 10, 64))
	root, proof := hashOf(lines[2]), tlog.RecordProof{}
	for _, hash := range r.InclusionProof {
		proof = append(proof, hashOf(hash))
	}
	check(tlog.CheckRecord(proof, size, root, r.LeafIndex, tlog.RecordHash(r.Entry)))
	for name, value := range r.Statement.Fields {
		digest := sha256.Sum256([]byte(string(r.Salts[name]) + name + "\x00" + value))
		line := "\n" + name + " " + base64.StdEncoding.EncodeToString(digest[:]) + "\n"
		if !strings.Contains(string(r.Entry), line) {
			panic("the entry does not commit to " + name)
		}
	}
	fmt.Printf("leaf %d of %d, seen at %d\n", r.LeafIndex, size, witness.seenAt)
}

func hashOf(encoded string) (hash tlog.Hash) {
	copy(hash[:], must(base64.StdEncoding.DecodeString(encoded)))
	return hash
}

// A note.Verifier of cosignature/v1 (C2SP tlog-cosignature), which sumdb/note does not have.
type cosignatureVerifier struct {
	name   string
	hash   uint32
	key    ed25519.PublicKey
	seenAt uint64
}

func newCosignatureVerifier(text string) *cosignatureVerifier {
	parts := strings.SplitN(text, "+", 3)
	key := must(base64.StdEncoding.DecodeString(parts[2]))
	if key[0] != 4 {
		panic("not a key of a witness")
	}
	id := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	return &cosignatureVerifier{name: parts[0], hash: binary.BigEndian.Uint32(id[:]), key: key[1:]}
}

func (v *cosignatureVerifier) Name() string    { return v.name }
func (v *cosignatureVerifier) KeyHash() uint32 { return v.hash }
func (v *cosignatureVerifier) Verify(text, signature []byte) bool {
	if len(signature) != 72 {
		return false
	}
	v.seenAt = binary.BigEndian.Uint64(signature)
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", v.seenAt, text)
	return ed25519.Verify(v.key, []byte(message), signature[8:])
}
