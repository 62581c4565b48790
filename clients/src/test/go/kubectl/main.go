// SPDX-License-Identifier: Apache-2.0

// The kubectl of the Kubernetes project: all of it is in the library, this only starts it.
package main

import (
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
)

func main() { os.Exit(cli.Run(cmd.NewDefaultKubectlCommand())) }
