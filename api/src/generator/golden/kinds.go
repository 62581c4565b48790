// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"hash/crc32"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/client-go/kubernetes/scheme"
)

// How deep pointers to empty values go: definitions contain themselves.
const depthMax = 4

var quantity = reflect.TypeFor[resource.Quantity]()

// kinds writes the archive of the test that goes through every kind: the objects that k8s.io/api ships as
// test data, in which every field is filled, and two objects that we make of each kind, one in which no field
// is set, and one in which whatever may point to a value points to an empty one.
//
// The archive is a zip whose entries are only stored, compressed as a whole: objects resemble each other.
func kinds(target string) {
	var content bytes.Buffer
	archive := zip.NewWriter(&content)
	addShipped(archive)
	for _, kind := range stableKinds() {
		empty, err := scheme.Scheme.New(kind)
		check(err)
		addMade(archive, "unset", kind, empty)
		zero, err := scheme.Scheme.New(kind)
		check(err)
		pointToEmpty(reflect.ValueOf(zero).Elem(), 0)
		addMade(archive, "empty", kind, zero)
	}
	check(archive.Close())
	file, err := os.Create(target)
	check(err)
	compressed, err := gzip.NewWriterLevel(file, gzip.BestCompression)
	check(err)
	_, err = compressed.Write(content.Bytes())
	check(err)
	check(compressed.Close())
	check(file.Close())
}

func addShipped(archive *zip.Writer) {
	module, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "k8s.io/api").Output()
	check(err)
	folder := filepath.Join(strings.TrimSpace(string(module)), "testdata", "HEAD")
	for _, kind := range stableKinds() {
		group := kind.Group
		if group == "" {
			group = "core"
		}
		for _, format := range []string{"json", "yaml", "pb"} {
			name := group + "." + kind.Version + "." + kind.Kind + "." + format
			text, err := os.ReadFile(filepath.Join(folder, name))
			if os.IsNotExist(err) {
				continue
			}
			check(err)
			add(archive, "filled/"+name, text)
		}
	}
}

func addMade(archive *zip.Writer, set string, kind schema.GroupVersionKind, object runtime.Object) {
	object.GetObjectKind().SetGroupVersionKind(kind)
	name := set + "/" + kind.Group + "." + kind.Version + "." + kind.Kind
	wire := marshalled(object)
	add(archive, name+".json", canonical(object))
	add(archive, name+".pb", wire)
	back, _, err := protobuf.NewSerializer(scheme.Scheme, scheme.Scheme).Decode(wire, nil, nil)
	check(err)
	back.GetObjectKind().SetGroupVersionKind(kind)
	add(archive, name+".back.json", canonical(back))
}

// Without a time and without sizes that follow the content, so that the archive depends on nothing else.
func add(archive *zip.Writer, name string, content []byte) {
	size := uint64(len(content))
	header := &zip.FileHeader{Name: name, Method: zip.Store, CRC32: crc32.ChecksumIEEE(content)}
	header.CompressedSize64 = size
	header.UncompressedSize64 = size
	entry, err := archive.CreateRaw(header)
	check(err)
	_, err = entry.Write(content)
	check(err)
}

// The kinds of the groups' stable versions; options and the like are no kinds of an API.
func stableKinds() []schema.GroupVersionKind {
	var kinds []schema.GroupVersionKind
	for kind, goType := range scheme.Scheme.AllKnownTypes() {
		_, hasMeta := goType.FieldByName("ObjectMeta")
		isStable := kind.Version == "v1" || kind.Version == "v2"
		if hasMeta && isStable && kind.Group != "admission.k8s.io" {
			kinds = append(kinds, kind)
		}
	}
	sort.Slice(kinds, func(i, j int) bool { return kinds[i].String() < kinds[j].String() })
	return kinds
}

func pointToEmpty(value reflect.Value, depth int) {
	if depth > depthMax || isLeaf(value.Type()) || value.Type() == quantity {
		return
	}
	switch value.Kind() {
	case reflect.Struct:
		for i := 0; i < value.NumField(); i++ {
			pointToEmpty(value.Field(i), depth+1)
		}
	case reflect.Pointer:
		if isLeaf(value.Type().Elem()) {
			return
		}
		value.Set(reflect.New(value.Type().Elem()))
		pointToEmpty(value.Elem(), depth)
	case reflect.Slice:
		if value.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		value.Set(reflect.MakeSlice(value.Type(), 1, 1))
		pointToEmpty(value.Index(0), depth+1)
	case reflect.Map:
		made := reflect.MakeMap(value.Type())
		element := reflect.Zero(value.Type().Elem())
		if element.Kind() == reflect.Slice {
			element = reflect.MakeSlice(element.Type(), 0, 0)
		}
		made.SetMapIndex(reflect.ValueOf("").Convert(value.Type().Key()), element)
		value.Set(made)
	}
}

// Types with a wire form of their own that has no empty value.
func isLeaf(t reflect.Type) bool {
	switch t.PkgPath() + "." + t.Name() {
	case "k8s.io/apimachinery/pkg/apis/meta/v1.Time",
		"k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime",
		"k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1",
		"k8s.io/apimachinery/pkg/runtime.RawExtension",
		"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSON",
		"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrBool",
		"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrArray",
		"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrStringArray":
		return true
	}
	return false
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
