// SPDX-License-Identifier: Apache-2.0

// Kubernetes' own API server, as upstream's cmd/kube-apiserver starts it: what we are measured beside.
package main

import (
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() {
	os.Exit(cli.Run(app.NewAPIServerCommand()))
}
