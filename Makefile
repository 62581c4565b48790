# SPDX-License-Identifier: Apache-2.0
#
# make run      sets up what is missing, builds, starts a server with one edge node, applies examples/plant
# make stop     stops it, its containers too
# make clean    removes its data, and what was built
# make build    only builds; then ./skerry runs
# make test     sets up what the tests need and passes them all
# make test-engines kills, holds, fills, partitions and fails over the engines of the store under load (as root)
# make test-clients lets other people's clients loose on it, every version of them; makes docs/reference/clients.md
# make test-oracle asks a real kube-apiserver the same (needs Go; built once, minutes); makes docs/reference/oracle.md
# make test-s3  lets backups go to a server that speaks S3 and checks signatures (needs Go)
# make bench    measures; see bench/RESULTS.md
# make soak     the crash tests of the store, then the simulator, each for SOAK_MINUTES (default 10);
#               SOAK_ROUNDS=2000 ends the crash tests after so many kills and power cuts
# make fuzz     searches for inputs that break a decoder, FUZZ_SECONDS (default 60) each; keeps new ones
# make generate makes the API schema anew from the upstream API module (needs Go)
# make conformance makes docs/reference/conformance.md anew from the tests' annotations
# make format   lays out the code

export DATA ?= /var/lib/skerry
export PORT ?= 6443
# Names in image layers may be in any language; a bare machine's locale knows ASCII alone.
export LC_ALL = C.UTF-8
SOAK_MINUTES ?= 10
SOAK_ROUNDS ?= 1000000000
FUZZ_SECONDS ?= 60

MAVEN = JAVA_HOME="$$(scripts/setup java)" mvn -B -ntp

.PHONY: run stop clean build test test-engines test-clients test-oracle test-s3 bench soak fuzz generate conformance format

run: build
	@scripts/setup run
	@scripts/cache
	@scripts/run start

stop:
	@scripts/run stop

clean: stop
	@scripts/run clean
	@rm -rf dist
	@find . -name target -type d -prune -exec rm -rf {} +

build:
	@scripts/setup build
	@scripts/build

test:
	@scripts/setup test
	@$(MAVEN) verify

test-engines:
	@scripts/setup test
	@$(MAVEN) -Dfast -pl store,store-remote,backup,testkit -am verify -Dtest.excluded= -Dgroups=engines

test-clients:
	@scripts/setup clients
	@rm -f clients/target/results.tsv
	@$(MAVEN) -Dfast -Pclients -pl clients -am verify -Dtest='dev.skerry.clients.**' \
	  -Dtest.arguments=-Dskerry.clients.page=yes

test-oracle:
	@scripts/setup test
	@scripts/peer build
	@$(MAVEN) -Dfast -pl testkit -am test -Dtest=OracleTest -Dtest.excluded= -Dgroups=oracle \
	  -Dsurefire.failIfNoSpecifiedTests=false -Dtest.arguments=-Dskerry.oracle.page=yes

test-s3:
	@scripts/setup build
	@scripts/s3 run sh -c '$(MAVEN) -Dfast -pl backup -am test -Dtest=S3PlaceTest \
	  -Dsurefire.failIfNoSpecifiedTests=false -Dtest.arguments=-Dskerry.s3.endpoint=$$S3_ENDPOINT'

bench: build
	@scripts/setup test
	@bench/run

soak: build
	@scripts/setup test
	@$(MAVEN) -Dfast -pl store,testkit -am verify -Dgroups=soak -Dsoak.minutes=$(SOAK_MINUTES) \
	  -Dsoak.rounds=$(SOAK_ROUNDS)

fuzz: build
	@scripts/setup test
	@$(MAVEN) -Dfast -pl testkit -am verify -Dtest=FuzzTest \
	  -Dtest.arguments='-Dskerry.fuzz.seconds=$(FUZZ_SECONDS)'

generate:
	@scripts/setup build
	@"$$(scripts/setup java)/bin/java" api/src/generator/java/dev/skerry/api/generator/SchemaGenerator.java

conformance:
	@scripts/setup build
	@"$$(scripts/setup java)/bin/java" testkit/src/test/java/dev/skerry/testkit/conformance/ConformancePage.java

format:
	@scripts/setup build
	@$(MAVEN) -q -Pclients spotless:apply
