package io.headrace.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which replay or removal of which group. */
final class RunArguments {
    @Mixin
    GroupArguments group = new GroupArguments();

    @Parameters(index = "2", paramLabel = "ID", description = "Its id, as replays ls shows it.")
    String id = "";
}
