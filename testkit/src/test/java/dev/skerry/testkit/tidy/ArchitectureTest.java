// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.tidy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The walls of the house: what may not be seen from where, each with its reason. Maven holds the direction
/// between modules; these rules hold what Maven lets through.
class ArchitectureTest {
    private static final List<String> MODULES = List.of(
            "foundation",
            "store",
            "remotestore",
            "tunnel",
            "security",
            "backup",
            "runtime",
            "network",
            "api",
            "client",
            "apiserver",
            "controllers",
            "scheduler",
            "edge",
            "agent",
            "cli");

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar") && !location.contains("/testkit/"))
                .importPackages(
                        MODULES.stream().map(module -> "dev.skerry." + module).toArray(String[]::new));
    }

    @Test
    void theApiIsTheOnlyDoor() {
        noClasses()
                .that(resideInAnyPackage("dev.skerry.controllers..", "dev.skerry.scheduler..", "dev.skerry.edge.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.skerry.apiserver..", "dev.skerry.store.."))
                .because("they must run in another process, or against somebody else's Kubernetes, unchanged")
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void theAgentNeverSeesTheControlPlane() {
        noClasses()
                .that(resideInAnyPackage("dev.skerry.agent.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.skerry.apiserver..",
                        "dev.skerry.controllers..",
                        "dev.skerry.scheduler..",
                        "dev.skerry.edge.."))
                .because("a node runs with no server anywhere near")
                .check(classes);
    }

    @Test
    void theGroundKnowsNothingOfKubernetes() {
        noClasses()
                .that(resideInAnyPackage(
                        "dev.skerry.foundation..",
                        "dev.skerry.store..",
                        "dev.skerry.remotestore..",
                        "dev.skerry.tunnel..",
                        "dev.skerry.security..",
                        "dev.skerry.backup..",
                        "dev.skerry.runtime..",
                        "dev.skerry.network.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.skerry.api..", "dev.skerry.client.."))
                .because("ground modules serve anything, and are tested without any Kubernetes object")
                .check(classes);
    }

    @Test
    void onlyTheClockReadsTheTime() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.skerry.foundation.time..", "dev.skerry.foundation.telemetry..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .because("the simulator hands everybody another clock")
                .check(classes);
    }

    @Test
    void onlyTheProgramReadsItsSurroundings() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.skerry.cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .because("flags, environment and the end of the process belong to one place")
                .check(classes);
    }

    @Test
    void foreignFunctionsStayInTwoRooms() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.skerry.store.sqlite..", "dev.skerry.runtime.linux..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .because("a wrong native call takes the process down")
                .check(classes);
    }

    @Test
    void nothingShippedReflects() {
        noClasses()
                .should()
                .dependOnClassesThat(nameMatching("java\\.lang\\.reflect\\.(Method|Field|Constructor|Proxy)"))
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .because("start-up time, memory, and readers who follow calls")
                .check(classes);
    }

    @TestFactory
    List<DynamicTest> packagesOfAModuleMakeNoCycles() {
        return MODULES.stream()
                .map(module -> DynamicTest.dynamicTest(
                        module,
                        () -> slices().matching("dev.skerry." + module + ".(*)..")
                                .should()
                                .beFreeOfCycles()
                                .allowEmptyShould(true)
                                .check(classes)))
                .toList();
    }
}
