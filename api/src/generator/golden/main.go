// SPDX-License-Identifier: Apache-2.0

// Golden makes the golden files of the protobuf codec's tests: it reads the objects written by hand as
// *.json, and writes each as upstream's own types marshal it: *.pb, and the JSON it reads back as to
// compare with. Run it in this folder, with the folder of the files:
//
//	go run . ../../test/resources/dev/skerry/api/codec/golden
//
// With "kinds" and a file it writes the archive of objects of every kind instead, see kinds.go:
//
//	go run . kinds ../../test/resources/dev/skerry/api/codec/kinds.zip.gz
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

func main() {
	if err := apiextensions.AddToScheme(scheme.Scheme); err != nil {
		panic(err)
	}
	if err := apiregistration.AddToScheme(scheme.Scheme); err != nil {
		panic(err)
	}
	if os.Args[1] == "kinds" {
		kinds(os.Args[2])
		return
	}
	files, err := filepath.Glob(filepath.Join(os.Args[1], "*.json"))
	if err != nil {
		panic(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		object, _, err := serializer.NewCodecFactory(scheme.Scheme).UniversalDeserializer().Decode(text, nil, nil)
		if err != nil {
			panic(fmt.Errorf("%s: %w", file, err))
		}
		base := strings.TrimSuffix(file, ".json")
		write(file, canonical(object))
		write(base+".pb", marshalled(object))
		write(base+".watch", frame(object))
	}
}

func canonical(object runtime.Object) []byte {
	var out bytes.Buffer
	options := json.SerializerOptions{}
	if err := json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme.Scheme, scheme.Scheme, options).Encode(object, &out); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func marshalled(object runtime.Object) []byte {
	var out bytes.Buffer
	if err := protobuf.NewSerializer(scheme.Scheme, scheme.Scheme).Encode(object, &out); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func frame(object runtime.Object) []byte {
	event := &metav1.WatchEvent{Type: "ADDED", Object: runtime.RawExtension{Raw: marshalled(object)}}
	var out bytes.Buffer
	if err := protobuf.NewRawSerializer(scheme.Scheme, scheme.Scheme).Encode(event, &out); err != nil {
		panic(err)
	}
	return append(binary.BigEndian.AppendUint32(nil, uint32(out.Len())), out.Bytes()...)
}

func write(file string, content []byte) {
	if err := os.WriteFile(file, content, 0o644); err != nil {
		panic(err)
	}
}
