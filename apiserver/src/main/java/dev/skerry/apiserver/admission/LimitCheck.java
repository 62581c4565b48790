// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.quantity.Quantity;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One entry of a LimitRange, and what is wrong with a usage in its eyes.
///
/// @param type what is limited, as messages call it
record LimitCheck(String type, Json limit) {
    /// Whether a bound can be kept by saying nothing.
    private enum Absence {
        ALLOWED,
        REFUSED
    }

    /// For what has requests and limits.
    List<String> errors(Usage usage) {
        var errors = new ArrayList<String>();
        bounds("min").forEach((resource, least) -> {
            add(errors, tooLittle(resource, least, "request", usage.requests().get(resource), Absence.REFUSED));
            add(errors, tooLittle(resource, least, "limit", usage.limits().get(resource), Absence.ALLOWED));
        });
        bounds("max").forEach((resource, most) -> {
            add(errors, tooMuch(resource, most, "limit", usage.limits().get(resource), Absence.REFUSED));
            add(errors, tooMuch(resource, most, "request", usage.requests().get(resource), Absence.ALLOWED));
        });
        bounds("maxLimitRequestRatio").forEach((resource, ratio) -> add(errors, tooFarApart(resource, ratio, usage)));
        return errors;
    }

    /// For what has requests only.
    List<String> errorsOfRequests(Usage usage) {
        var errors = new ArrayList<String>();
        bounds("min")
                .forEach((resource, least) -> add(
                        errors,
                        tooLittle(resource, least, "request", usage.requests().get(resource), Absence.REFUSED)));
        bounds("max")
                .forEach((resource, most) -> add(
                        errors,
                        tooMuch(resource, most, "request", usage.requests().get(resource), Absence.REFUSED)));
        return errors;
    }

    private Map<String, Quantity> bounds(String field) {
        return new TreeMap<>(Usage.quantities(limit.at(field)));
    }

    private String tooLittle(String resource, Quantity least, String what, @Nullable Quantity used, Absence absence) {
        String start = "minimum " + resource + " usage per " + type + " is " + least;
        if (used == null) {
            return absence == Absence.REFUSED ? start + ".  No " + what + " is specified" : "";
        }
        return used.compareTo(least) < 0 ? start + ", but " + what + " is " + used : "";
    }

    private String tooMuch(String resource, Quantity most, String what, @Nullable Quantity used, Absence absence) {
        String start = "maximum " + resource + " usage per " + type + " is " + most;
        if (used == null) {
            return absence == Absence.REFUSED ? start + ".  No " + what + " is specified" : "";
        }
        return used.compareTo(most) > 0 ? start + ", but " + what + " is " + used : "";
    }

    private String tooFarApart(String resource, Quantity ratio, Usage usage) {
        String start = resource + " max limit to request ratio per " + type + " is " + ratio + ", but ";
        Quantity request = usage.requests().get(resource);
        Quantity most = usage.limits().get(resource);
        if (request == null || request.isZero()) {
            return start + "no request is specified or request is 0";
        }
        if (most == null || most.isZero()) {
            return start + "no limit is specified or limit is 0";
        }
        double actual = (double) most.milliValue() / request.milliValue();
        return actual > ratio.milliValue() / 1000.0
                ? start + String.format(Locale.ROOT, "provided ratio is %f", actual)
                : "";
    }

    private static void add(List<String> errors, String error) {
        if (!error.isEmpty()) {
            errors.add(error);
        }
    }
}
