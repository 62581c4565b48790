// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.foundation.lifecycle.TaskFailedException;
import dev.skerry.foundation.telemetry.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The one program: `skerry server`, `skerry agent`, and the small commands beside them.
public final class Main {
    private static final int EXIT_FAILURE = 1;
    private static final int EXIT_USAGE = 2;
    private static final Log LOG = Log.of("cli");

    private Main() {}

    static List<Command> commands() {
        var commands = new ArrayList<Command>(List.of(
                ServerCommand.command(),
                AgentCommand.command(),
                TokenCommand.create(),
                ImageCommand.importArchive(),
                ImageCommand.build(),
                ImageCommand.list(),
                KubeconfigCommand.command()));
        commands.addAll(SecretsEncryptCommand.all());
        commands.addAll(BackupCommand.all());
        commands.add(RestoreCommand.command());
        commands.addAll(DatastoreCommand.all());
        commands.addAll(EtcdSnapshotCommand.all());
        commands.addAll(EtcdMemberCommand.all());
        commands.add(KillallCommand.command());
        commands.add(VersionCommand.command());
        return List.copyOf(commands);
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.getenv(), new Console(System.out, System.err)));
    }

    static int run(String[] arguments, Map<String, String> environment, Console console) {
        try {
            return switch (new CommandLine(commands()).parse(arguments)) {
                case CommandLine.Parsed.Help(String text) -> {
                    console.out().print(text);
                    yield 0;
                }
                case CommandLine.Parsed.Run(Command command, var given, var rest) -> {
                    var reader = new SettingsReader(environment, SettingsReader.CONFIG_DEFAULT);
                    yield command.action().run(reader.read(command, given, rest), console);
                }
            };
        } catch (UsageException wrong) {
            console.say("skerry: " + wrong.getMessage());
            return EXIT_USAGE;
        } catch (TaskFailedException failed) {
            LOG.error("a part of the program failed; it ends, so that its supervisor starts it anew", failed);
            return EXIT_FAILURE;
        } catch (InterruptedException _) {
            // Asked to stop, and stopped.
            return 0;
        } catch (Exception failed) {
            console.say("skerry: " + failed.getMessage());
            LOG.debug("failed", "cause", failed);
            return EXIT_FAILURE;
        }
    }
}
