package io.headrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headrace.Headrace;
import io.headrace.broker.GroupRef;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetterFilter;
import io.headrace.deadletter.DeadLetters;
import io.headrace.deadletter.Edit;
import io.headrace.deadletter.ReplayOptions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Replays dead letters. */
@Command(
        name = "replay",
        description = {
            "Sends dead letters through their group's handler again; no other group sees them.",
            "Each is replayed once, whoever replays it. What fails again is a dead letter again, of the next generation.",
        })
final class DeadReplayVerb extends RunVerb {
    @Mixin
    private SelectionOptions selection = new SelectionOptions();

    @Mixin
    private EditOptions edit = new EditOptions();

    @Mixin
    private Consent consent = new Consent();

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "At most so many each second. Default: as fast as it goes.")
    private int rate;

    @Option(names = "--by", paramLabel = "NAME", description = "Who replays, for the books. Default: your user name.")
    private @Nullable String by;

    @Override
    int run(Headrace headrace, Screen screen) throws Exception {
        LetterEdit change = edit.edit();
        GroupRef ref = selection.group.ref();
        if (change != null && change.isOfFields()) {
            DeadLetters<ObjectNode> letters = Letters.of(headrace, ref, Codec.fields(Payload.JSON, ObjectNode.class));
            return replay(letters, change.ofFields(), screen);
        }
        return replay(Letters.of(headrace, ref), change == null ? null : change.ofBytes(), screen);
    }

    private <T> int replay(DeadLetters<T> letters, @Nullable Edit<T> change, Screen screen) throws Exception {
        DeadLetterFilter filter = selection.filter();
        long matched = selection.count(screen, letters);
        String what = String.format(
                Locale.ROOT,
                "replay %,d of the %,d dead letters of %s%s",
                matched,
                letters.size(),
                selection.group.ref(),
                change == null ? "" : ", edited by " + change.name());
        if (!consent.isGiven(screen, what)) {
            return DONE;
        }
        ReplayOptions<T> options = ReplayOptions.<T>defaults().perSecond(rate);
        options = change == null ? options : options.edit(change);
        options = by == null ? options : options.by(by);
        return watch(letters.replay(filter, options), selection.group.ref(), matched, screen);
    }
}
