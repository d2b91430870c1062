package io.headrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.headrace.Headrace;
import io.headrace.broker.EntryBatch;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import io.headrace.message.MessageId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one entry. */
@Command(name = "show", description = "Shows one entry of a stream with all its data.")
final class ShowVerb extends Verb {
    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream.")
    private String stream = "";

    @Parameters(index = "1", paramLabel = "ID", description = "The entry's id.")
    private MessageId id = MessageId.MIN;

    @Override
    int run(Headrace headrace, Screen screen) {
        EntryBatch batch = headrace.operator().entries(stream, id, 1);
        if (batch.size() == 0 || !batch.id(0).equals(id)) {
            throw new HeadraceException(
                    ErrorCode.NO_ENTRY,
                    "There is no entry " + id + " on stream \"" + stream
                            + "\": it was trimmed or deleted, or never was. See which there are: "
                            + Suggestion.command("tail", stream));
        }
        Entry entry = Entry.of(batch, 0);
        screen.show(new Facts()
                .add(Column.text("id", "id"), entry.id().toString())
                .add(Column.moment("appended", "appended"), entry.id().millis())
                .add(Column.moment("time", "time"), entry.timeMillis())
                .add(Column.text("key", "key"), entry.key())
                .add(Column.text("headers", ""), entry.headerLines())
                .add(Column.text("", "headers"), entry.headers())
                .add(Column.size("size", "bytes"), batch.weight(0))
                .add(Column.text("data", ""), pretty(entry.data()))
                .add(Column.text("", "data"), entry.data().forPrograms()));
        return DONE;
    }

    private static String pretty(Payload data) {
        return data.forPrograms() instanceof JsonNode json ? Payload.pretty(json) : data.toString();
    }
}
