// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/features"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/client-go/tools/pager"
)

// informer must come up by one streaming list, without a list before it, and then see every change.
func informer(ctx context.Context, c cluster) error {
	if !features.FeatureGates().Enabled(features.WatchListClient) {
		return errors.New("this client-go does not stream lists by itself")
	}
	maps := c.client.CoreV1().ConfigMaps(c.namespace)
	if _, err := maps.Create(ctx, configMap("before", nil), metav1.CreateOptions{}); err != nil {
		return err
	}
	var asked requests
	config := rest.CopyConfig(c.config)
	config.Wrap(func(next http.RoundTripper) http.RoundTripper { return asked.watching(next) })
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace(c.namespace),
		informers.WithTweakListOptions(func(o *metav1.ListOptions) { o.LabelSelector = "set=x" }))
	seen := make(chan string, 10)
	shared := factory.Core().V1().ConfigMaps().Informer()
	name := func(object any) string { return object.(*corev1.ConfigMap).Name }
	_, err = shared.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(object any) { seen <- "added " + name(object) },
		UpdateFunc: func(_, object any) { seen <- "updated " + name(object) },
		DeleteFunc: func(object any) { seen <- "deleted " + name(object) },
	})
	if err != nil {
		return err
	}
	factory.Start(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), shared.HasSynced) {
		return errors.New("the informer does not come up")
	}
	created, err := maps.Create(ctx, configMap("after", map[string]string{}), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	created.Data = map[string]string{"k": "v"}
	if _, err := maps.Update(ctx, created, metav1.UpdateOptions{}); err != nil {
		return err
	}
	if err := maps.Delete(ctx, "after", metav1.DeleteOptions{}); err != nil {
		return err
	}
	for _, wanted := range []string{"added before", "added after", "updated after", "deleted after"} {
		select {
		case event := <-seen:
			if err := expect("event", wanted, event); err != nil {
				return err
			}
		case <-ctx.Done():
			return fmt.Errorf("%s was never seen", wanted)
		}
	}
	return asked.allStreamed()
}

// requests remembers the reads of ConfigMaps that a client sent.
type requests struct {
	lock sync.Mutex
	urls []*url.URL
}

type roundTripper func(*http.Request) (*http.Response, error)

func (r roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return r(request) }

func (r *requests) watching(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(request *http.Request) (*http.Response, error) {
		r.lock.Lock()
		r.urls = append(r.urls, request.URL)
		r.lock.Unlock()
		return next.RoundTrip(request)
	})
}

func (r *requests) allStreamed() error {
	r.lock.Lock()
	defer r.lock.Unlock()
	for _, asked := range r.urls {
		if asked.Query().Get("watch") != "true" {
			return fmt.Errorf("fell back to a list: %s", asked)
		}
	}
	if len(r.urls) == 0 || r.urls[0].Query().Get("sendInitialEvents") != "true" {
		return fmt.Errorf("no streaming list among %v", r.urls)
	}
	return nil
}

// election: one leads, the other waits, and takes over when the first gives up.
func election(ctx context.Context, c cluster) error {
	leads := make(chan string)
	stand := func(ctx context.Context, name string) {
		lock := &resourcelock.LeaseLock{
			LeaseMeta: metav1.ObjectMeta{Name: "leader", Namespace: c.namespace}, Client: c.client.CoordinationV1(),
			LockConfig: resourcelock.ResourceLockConfig{Identity: name}}
		leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
			Lock: lock, ReleaseOnCancel: true, LeaseDuration: 15 * time.Second, RenewDeadline: 10 * time.Second, RetryPeriod: 200 * time.Millisecond,
			Callbacks: leaderelection.LeaderCallbacks{OnStartedLeading: func(context.Context) { leads <- name }, OnStoppedLeading: func() {}}})
	}
	first, stopFirst := context.WithCancel(ctx)
	defer stopFirst()
	go stand(first, "one")
	if err := expect("the first leader", "one", <-leads); err != nil {
		return err
	}
	go stand(ctx, "two")
	select {
	case name := <-leads:
		return fmt.Errorf("%s leads beside one", name)
	case <-time.After(2 * time.Second):
	}
	stopFirst()
	select {
	case name := <-leads:
		return expect("the second leader", "two", name)
	case <-ctx.Done():
		return errors.New("nobody takes over")
	}
}

func dynamicClient(ctx context.Context, c cluster) error {
	client, err := dynamic.NewForConfig(c.config)
	if err != nil {
		return err
	}
	resource := client.Resource(schema.GroupVersionResource{Version: "v1", Resource: "configmaps"}).Namespace(c.namespace)
	object := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "dynamic"}, "data": map[string]any{"k": "v"}}}
	if _, err := resource.Create(ctx, object, metav1.CreateOptions{}); err != nil {
		return err
	}
	applied, err := resource.Apply(ctx, "dynamic", object, metav1.ApplyOptions{FieldManager: "me", Force: true})
	if err != nil {
		return err
	}
	value, _, err := unstructured.NestedString(applied.Object, "data", "k")
	return errors.Join(err, expect("data", "v", value))
}

func discover(_ context.Context, c cluster) error {
	client, err := discovery.NewDiscoveryClientForConfig(c.config)
	if err != nil {
		return err
	}
	mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(client))
	for _, known := range []struct{ group, kind, resource string }{
		{"", "Pod", "pods"}, {"apps", "Deployment", "deployments"}, {"networking.k8s.io", "Ingress", "ingresses"},
		{"apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions"}} {
		mapping, err := mapper.RESTMapping(schema.GroupKind{Group: known.group, Kind: known.kind})
		if err != nil {
			return err
		}
		if err := expect(known.kind, known.resource, mapping.Resource.Resource); err != nil {
			return err
		}
	}
	short, err := restmapper.NewShortcutExpander(mapper, client, nil).ResourceFor(schema.GroupVersionResource{Resource: "deploy"})
	if err != nil {
		return err
	}
	paths, err := client.OpenAPIV3().Paths()
	if err != nil {
		return err
	}
	document, err := paths["apis/apps/v1"].Schema("application/json")
	return errors.Join(err, expect("deploy", "deployments", short.Resource),
		expect("a schema in OpenAPI v3", true, strings.Contains(string(document), "io.k8s.api.apps.v1.Deployment")))
}

func pages(ctx context.Context, c cluster) error {
	maps := c.client.CoreV1().ConfigMaps(c.namespace)
	for n := range 25 {
		if _, err := maps.Create(ctx, configMap(fmt.Sprintf("page-%02d", n), nil), metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	first, err := maps.List(ctx, metav1.ListOptions{Limit: 10, LabelSelector: "set=x"})
	if err != nil {
		return err
	}
	if err := errors.Join(expect("the first page", 10, len(first.Items)), expect("more pages", true, first.Continue != "")); err != nil {
		return err
	}
	// What is made meanwhile does not belong to the list that was begun.
	if _, err := maps.Create(ctx, configMap("page-99", nil), metav1.CreateOptions{}); err != nil {
		return err
	}
	second, err := maps.List(ctx, metav1.ListOptions{Limit: 100, LabelSelector: "set=x", Continue: first.Continue})
	if err != nil {
		return err
	}
	if err := errors.Join(expect("the rest", 15, len(second.Items)), expect("revision", first.ResourceVersion, second.ResourceVersion)); err != nil {
		return err
	}
	all := 0
	lister := pager.New(pager.SimplePageFunc(func(options metav1.ListOptions) (objects runtime.Object, err error) { return maps.List(ctx, options) }))
	lister.PageSize = 7
	err = lister.EachListItem(ctx, metav1.ListOptions{LabelSelector: "set=x"}, func(runtime.Object) error { all++; return nil })
	return errors.Join(err, expect("by the pager", 26, all))
}

func watchFromRevision(ctx context.Context, c cluster) error {
	maps := c.client.CoreV1().ConfigMaps(c.namespace)
	created, err := maps.Create(ctx, configMap("one", nil), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	if _, err := maps.Create(ctx, configMap("two", nil), metav1.CreateOptions{}); err != nil {
		return err
	}
	watcher, err := maps.Watch(ctx, metav1.ListOptions{ResourceVersion: created.ResourceVersion})
	if err != nil {
		return err
	}
	event := <-watcher.ResultChan()
	watcher.Stop()
	if err := errors.Join(expect("type", watch.Added, event.Type), expect("name", "two", event.Object.(*corev1.ConfigMap).Name)); err != nil {
		return err
	}
	// A revision that was long ago.
	watcher, err = maps.Watch(ctx, metav1.ListOptions{ResourceVersion: created.ResourceVersion, TimeoutSeconds: new(int64)})
	if err == nil {
		watcher.Stop()
	}
	return err
}

// tooMany puts a proxy before the server that twice answers 429: the client must come again by itself.
func tooMany(ctx context.Context, c cluster) error {
	target, err := url.Parse(c.config.Host)
	if err != nil {
		return err
	}
	transport, err := rest.TransportFor(c.config)
	if err != nil {
		return err
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport = transport
	var refused atomic.Int32
	front := httptest.NewServer(http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		if refused.Add(1) <= 2 {
			writer.Header().Set("Retry-After", "1")
			writer.WriteHeader(http.StatusTooManyRequests)
			return
		}
		proxy.ServeHTTP(writer, request)
	}))
	defer front.Close()
	client, err := kubernetes.NewForConfig(&rest.Config{Host: front.URL})
	if err != nil {
		return err
	}
	_, err = client.CoreV1().ConfigMaps(c.namespace).List(ctx, metav1.ListOptions{})
	return errors.Join(err, expect("requests", 3, refused.Load()))
}
