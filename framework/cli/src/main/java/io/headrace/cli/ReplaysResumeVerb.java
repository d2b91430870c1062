package io.headrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headrace.Headrace;
import io.headrace.broker.GroupRef;
import io.headrace.codec.Codec;
import io.headrace.deadletter.DeadLetters;
import io.headrace.deadletter.Edit;
import io.headrace.deadletter.ReplayOptions;
import io.headrace.deadletter.RunReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Goes on with a replay or removal. */
@Command(
        name = "resume",
        description = "Goes on with one that was cancelled, or whose process is gone: same letters, rate and edit.")
final class ReplaysResumeVerb extends RunVerb {
    @Mixin
    private RunArguments run = new RunArguments();

    @Override
    int run(Headrace headrace, Screen screen) throws Exception {
        GroupRef ref = run.group.ref();
        DeadLetters<byte[]> letters = Letters.of(headrace, ref);
        RunReport report = letters.run(run.id);
        LetterEdit edit = LetterEdit.named(report.edit());
        if (edit != null && edit.isOfFields()) {
            return resume(
                    Letters.of(headrace, ref, Codec.fields(Payload.JSON, ObjectNode.class)),
                    report,
                    edit.ofFields(),
                    screen);
        }
        return resume(letters, report, edit == null ? null : edit.ofBytes(), screen);
    }

    private <T> int resume(DeadLetters<T> letters, RunReport report, @Nullable Edit<T> edit, Screen screen)
            throws Exception {
        long left = DeadFacetsVerb.count(screen, letters, report.filter()).matched();
        ReplayOptions<T> options = ReplayOptions.defaults();
        return watch(
                letters.resume(run.id, edit == null ? options : options.edit(edit)),
                run.group.ref(),
                report.state().moved() + left,
                screen);
    }
}
