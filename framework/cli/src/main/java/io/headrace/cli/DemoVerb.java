package io.headrace.cli;

import io.headrace.Headrace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows in a minute what Headrace does. */
@Command(
        name = "demo",
        description =
                "Sends orders, bills them, lets some die, repairs and replays them: on a redis-server of its own if one is"
                        + " on the PATH, else in memory.")
final class DemoVerb implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen =
                new Screen(spec.commandLine().getOut(), spec.commandLine().getErr(), false);
        try (DemoServer server = DemoServer.start();
                Headrace headrace = Headrace.connect(server.uri())) {
            screen.say("Server: " + server.description());
            return new Demo(headrace, server, screen).run();
        }
    }
}
