// SPDX-License-Identifier: Apache-2.0
package dev.skerry.clients.operator;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/// What the operator looks after.
@Group("sdk.example")
@Version("v1")
public class Boiler extends CustomResource<Boiler.Spec, Boiler.Status> implements Namespaced {
    private static final long serialVersionUID = 1;

    /// What is wanted. The SDK fills and reads it as a bean.
    public static class Spec {
        private int celsius;

        public int getCelsius() {
            return celsius;
        }

        public void setCelsius(int celsius) {
            this.celsius = celsius;
        }
    }

    /// What the operator found.
    public static class Status {
        private String state = "";

        public String getState() {
            return state;
        }

        public void setState(String state) {
            this.state = state;
        }
    }
}
