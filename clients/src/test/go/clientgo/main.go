// SPDX-License-Identifier: Apache-2.0

// client-go, the library of the Kubernetes project, against the server of a kubeconfig. `client-go NAME`
// goes through one behaviour and ends with 0 if it was as it should be, else with 1 and a sentence.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// cluster is what a behaviour works with: a namespace of its own, and a client for it.
type cluster struct {
	config    *rest.Config
	client    kubernetes.Interface
	namespace string
}

type behaviour func(context.Context, cluster) error

var behaviours = map[string]behaviour{
	"crud":             crud,
	"informer":         informer,
	"election":         election,
	"apply":            apply,
	"dynamic":          dynamicClient,
	"discovery":        discover,
	"pages":            pages,
	"protobuf":         protobuf,
	"conflict":         conflict,
	"toomany":          tooMany,
	"subresources":     subresources,
	"watch":            watchFromRevision,
	"deletecollection": deleteCollection,
}

func main() {
	if len(os.Args) != 3 || behaviours[os.Args[1]] == nil {
		fail(fmt.Errorf("usage: client-go NAME NAMESPACE, with KUBECONFIG set; names: %v", names()))
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	fail(err)
	client, err := kubernetes.NewForConfig(config)
	fail(err)
	fail(behaviours[os.Args[1]](ctx, cluster{config, client, os.Args[2]}))
}

func names() []string {
	var all []string
	for name := range behaviours {
		all = append(all, name)
	}
	return all
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// expect says what is not as it should be.
func expect(what string, wanted, seen any) error {
	if fmt.Sprint(wanted) != fmt.Sprint(seen) {
		return fmt.Errorf("%s: expected %v, saw %v", what, wanted, seen)
	}
	return nil
}
