// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	coreapply "k8s.io/client-go/applyconfigurations/core/v1"
	metaapply "k8s.io/client-go/applyconfigurations/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/util/retry"
)

func configMap(name string, data map[string]string) *corev1.ConfigMap {
	return &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{"set": "x"}}, Data: data}
}

func deployment(name string, replicas int32) *appsv1.Deployment {
	labels := map[string]string{"app": name}
	return &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: appsv1.DeploymentSpec{
			Replicas: &replicas,
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: "skerry.local/none:1"}}},
			},
		},
	}
}

func crud(ctx context.Context, c cluster) error {
	maps := c.client.CoreV1().ConfigMaps(c.namespace)
	created, err := maps.Create(ctx, configMap("crud", map[string]string{"k": "a"}), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	if _, err := maps.Create(ctx, configMap("crud", nil), metav1.CreateOptions{}); !apierrors.IsAlreadyExists(err) {
		return fmt.Errorf("a second one of the name: %v", err)
	}
	created.Data["k"] = "b"
	if _, err := maps.Update(ctx, created, metav1.UpdateOptions{}); err != nil {
		return err
	}
	patched, err := maps.Patch(ctx, "crud", types.StrategicMergePatchType, []byte(`{"data":{"l":"c"}}`), metav1.PatchOptions{})
	if err != nil {
		return err
	}
	if err := expect("data", map[string]string{"k": "b", "l": "c"}, patched.Data); err != nil {
		return err
	}
	if err := maps.Delete(ctx, "crud", metav1.DeleteOptions{Preconditions: metav1.NewUIDPreconditions("other")}); !apierrors.IsConflict(err) {
		return fmt.Errorf("deleted under another uid: %v", err)
	}
	if err := maps.Delete(ctx, "crud", metav1.DeleteOptions{}); err != nil {
		return err
	}
	if _, err := maps.Get(ctx, "crud", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		return fmt.Errorf("still there: %v", err)
	}
	_, err = maps.Create(ctx, configMap("Not A Name", nil), metav1.CreateOptions{})
	var status *apierrors.StatusError
	if !errors.As(err, &status) || status.Status().Code != 422 || len(status.Status().Details.Causes) == 0 {
		return fmt.Errorf("a bad name: %v", err)
	}
	return nil
}

func apply(ctx context.Context, c cluster) error {
	maps := c.client.CoreV1().ConfigMaps(c.namespace)
	one := coreapply.ConfigMap("applied", c.namespace).WithData(map[string]string{"k": "1"})
	applied, err := maps.Apply(ctx, one, metav1.ApplyOptions{FieldManager: "one"})
	if err != nil {
		return err
	}
	two := coreapply.ConfigMap("applied", c.namespace).WithData(map[string]string{"k": "2"})
	if _, err := maps.Apply(ctx, two, metav1.ApplyOptions{FieldManager: "two"}); !apierrors.IsConflict(err) {
		return fmt.Errorf("another's field was taken: %v", err)
	}
	extracted, err := coreapply.ExtractConfigMap(applied, "one")
	if err != nil {
		return err
	}
	extracted.WithData(map[string]string{"l": "3"}).WithLabels(map[string]string{"a": "b"})
	applied, err = maps.Apply(ctx, extracted, metav1.ApplyOptions{FieldManager: "one"})
	if err != nil {
		return err
	}
	if err := expect("data", map[string]string{"k": "1", "l": "3"}, applied.Data); err != nil {
		return err
	}
	owned := coreapply.ConfigMap("applied", c.namespace).WithData(map[string]string{"k": "1"}).
		WithOwnerReferences(metaapply.OwnerReference().WithAPIVersion("v1").WithKind("ConfigMap").WithName("x").WithUID("u"))
	applied, err = maps.Apply(ctx, owned, metav1.ApplyOptions{FieldManager: "one", Force: true})
	if err != nil {
		return err
	}
	return errors.Join(expect("what was given up", map[string]string{"k": "1"}, applied.Data),
		expect("owners", 1, len(applied.OwnerReferences)))
}

func protobuf(ctx context.Context, c cluster) error {
	config := rest.CopyConfig(c.config)
	config.ContentType = "application/vnd.kubernetes.protobuf"
	config.AcceptContentTypes = "application/vnd.kubernetes.protobuf"
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	created, err := client.AppsV1().Deployments(c.namespace).Create(ctx, deployment("proto", 0), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	asJSON, err := c.client.AppsV1().Deployments(c.namespace).Get(ctx, "proto", metav1.GetOptions{})
	if err != nil {
		return err
	}
	listed, err := client.AppsV1().Deployments(c.namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	return errors.Join(expect("the same in JSON", true, equality.Semantic.DeepEqual(created.Spec, asJSON.Spec)), expect("items", 1, len(listed.Items)))
}

// conflict lets eight writers count in one object, each retrying what another was faster at.
func conflict(ctx context.Context, c cluster) error {
	maps := c.client.CoreV1().ConfigMaps(c.namespace)
	if _, err := maps.Create(ctx, configMap("counter", map[string]string{"n": ""}), metav1.CreateOptions{}); err != nil {
		return err
	}
	done := make(chan error)
	for range 8 {
		go func() {
			done <- retry.RetryOnConflict(retry.DefaultBackoff, func() error {
				counter, err := maps.Get(ctx, "counter", metav1.GetOptions{})
				if err != nil {
					return err
				}
				counter.Data["n"] += "I"
				_, err = maps.Update(ctx, counter, metav1.UpdateOptions{})
				return err
			})
		}()
	}
	written := 0
	for range 8 {
		if err := <-done; err == nil {
			written++
		} else if !apierrors.IsConflict(err) {
			return err
		}
	}
	counter, err := maps.Get(ctx, "counter", metav1.GetOptions{})
	if err != nil {
		return err
	}
	return expect("no write was lost", written, len(counter.Data["n"]))
}

func subresources(ctx context.Context, c cluster) error {
	deployments := c.client.AppsV1().Deployments(c.namespace)
	created, err := deployments.Create(ctx, deployment("sub", 0), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	created.Spec.Paused = true
	created.Status.CollisionCount = new(int32)
	err = retry.RetryOnConflict(retry.DefaultBackoff, func() error {
		newest, err := deployments.Get(ctx, "sub", metav1.GetOptions{})
		if err != nil {
			return err
		}
		created.ResourceVersion = newest.ResourceVersion
		written, err := deployments.UpdateStatus(ctx, created, metav1.UpdateOptions{})
		if err != nil {
			return err
		}
		return errors.Join(expect("spec by way of status", false, written.Spec.Paused), expect("status", true, written.Status.CollisionCount != nil))
	})
	if err != nil {
		return err
	}
	scaled, err := deployments.UpdateScale(ctx, "sub", &autoscalingv1.Scale{
		ObjectMeta: metav1.ObjectMeta{Name: "sub", Namespace: c.namespace}, Spec: autoscalingv1.ScaleSpec{Replicas: 2}}, metav1.UpdateOptions{})
	if err != nil {
		return err
	}
	return expect("replicas", 2, scaled.Spec.Replicas)
}

func deleteCollection(ctx context.Context, c cluster) error {
	maps := c.client.CoreV1().ConfigMaps(c.namespace)
	for _, name := range []string{"a", "b", "c"} {
		if _, err := maps.Create(ctx, configMap(name, nil), metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	if err := maps.DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{LabelSelector: "set=x"}); err != nil {
		return err
	}
	left, err := maps.List(ctx, metav1.ListOptions{LabelSelector: "set=x"})
	if err != nil {
		return err
	}
	return expect("left", 0, len(left.Items))
}
