package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.Envelope;
import io.headrace.broker.GroupRef;
import io.headrace.deadletter.DeadLetter;
import io.headrace.deadletter.Provenance;
import io.headrace.message.MessageId;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows all that is known of a dead letter. */
@Command(name = "show", description = "Shows all that is known of a dead letter.")
final class DeadShowVerb extends Verb {
    @Mixin
    private GroupArguments group = new GroupArguments();

    @Parameters(index = "2", paramLabel = "ID", description = "Its id, as dead ls shows it.")
    private MessageId id = MessageId.MIN;

    @Override
    int run(Headrace headrace, Screen screen) {
        GroupRef ref = group.ref();
        DeadLetter<byte[]> letter = Letters.of(headrace, ref).find(id);
        if (letter == null) {
            throw Letters.none(ref, "id=" + id);
        }
        screen.show(facts(letter, screen.isJson()));
        if (!letter.reason().equals(DeadLetter.FOREIGN)) {
            screen.say("");
            screen.say("Replay it: "
                    + Suggestion.command("dead", "replay", ref.stream(), ref.group(), id.toString(), "--yes"));
        }
        return DONE;
    }

    private static Facts facts(DeadLetter<byte[]> letter, boolean json) {
        Provenance provenance = letter.provenance();
        boolean enveloped = letter.entry().value(0, Envelope.DATA) != null;
        Payload payload = Payload.of(letter.entry(), 0);
        return new Facts()
                .add(Column.text("dead letter", "id"), letter.id().toString())
                .add(Column.text("message", "message"), letter.messageId().toString())
                .add(Column.text("stream", "stream"), provenance.stream())
                .add(Column.text("group", "group"), provenance.group())
                .add(Column.moment("died (UTC)", "diedAt"), letter.id().millis())
                .add(Column.text("reason", "reason"), letter.reason())
                .add(Column.text("error", "error"), letter.error())
                .add(Column.text("error id", "fingerprint"), letter.fingerprint())
                .add(Column.text("class", "class"), provenance.exceptionClass())
                .add(Column.number("attempts", "attempts"), provenance.attempts())
                .add(
                        Column.moment("first failed", "firstFailedAt"),
                        provenance.firstFailedAt() == 0 ? null : provenance.firstFailedAt())
                .add(Column.text("worker", "worker"), provenance.worker())
                .add(Column.number("generation", "generation"), letter.generation())
                .add(Column.text("died before", "history"), json ? history(provenance) : lines(provenance))
                .add(Column.text("key", "key"), enveloped ? letter.key() : null)
                .add(
                        Column.moment("time (UTC)", "time"),
                        enveloped ? letter.entry().timeMillis(0) : null)
                .add(Column.text("headers", "headers"), enveloped ? headers(letter, json) : null)
                .add(Column.text("data", "data"), json ? payload.forPrograms() : payload)
                .add(Column.text("stack", "stack"), provenance.stack().replace("\t", "    "));
    }

    private static Object headers(DeadLetter<byte[]> letter, boolean json) {
        if (json) {
            return letter.headers();
        }
        return letter.headers().isEmpty() ? "" : letter.headers().toString();
    }

    private static List<?> history(Provenance provenance) {
        return provenance.history().stream()
                .map(death -> new Facts()
                        .add(Column.moment("", "diedAt"), death.atMillis())
                        .add(Column.text("", "class"), death.exceptionClass())
                        .add(Column.text("", "error"), death.error())
                        .forPrograms())
                .toList();
    }

    private static String lines(Provenance provenance) {
        StringBuilder lines = new StringBuilder();
        provenance
                .history()
                .forEach(death -> lines.append(Instant.ofEpochMilli(death.atMillis()))
                        .append("  ")
                        .append(death.exceptionClass())
                        .append(": ")
                        .append(death.error())
                        .append('\n'));
        return lines.toString();
    }
}
