package io.headrace.cli;

import io.headrace.broker.GroupRef;
import picocli.CommandLine.Parameters;

/** Which group of which stream. */
final class GroupArguments {
    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream.")
    private String stream = "";

    @Parameters(index = "1", paramLabel = "GROUP", description = "Its consumer group.")
    private String group = "";

    GroupRef ref() {
        return new GroupRef(stream, group);
    }
}
