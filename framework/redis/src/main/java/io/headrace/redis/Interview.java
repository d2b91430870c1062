package io.headrace.redis;

import io.headrace.broker.BrokerException;
import io.headrace.broker.Finding;
import io.headrace.error.ErrorCode;
import io.headrace.redis.Link.Request;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Asks the server and collects what is found. A question that the server refuses is a finding and has an empty answer; so
 * has one about something that has vanished meanwhile. A server that does not answer ends the interview.
 */
final class Interview {
    private static final Set<ErrorCode> ENDS_IT =
            EnumSet.of(ErrorCode.CONNECTION_LOST, ErrorCode.CLOSED, ErrorCode.NOT_READY, ErrorCode.AUTHENTICATION);

    private final Link link;
    private final Function<ScriptCall, CompletableFuture<List<Object>>> scripts;
    private final String address;
    private final Set<Finding> findings = new LinkedHashSet<>();

    Interview(Link link, Function<ScriptCall, CompletableFuture<List<Object>>> scripts, String address) {
        this.link = link;
        this.scripts = scripts;
        this.address = address;
    }

    /** Whom it asks, without credentials. */
    String address() {
        return address;
    }

    CompletableFuture<Optional<List<Object>>> ask(Question question) {
        Request<List<Object>> request =
                new Request<>(question.type(), new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), question.args());
        return answer(question, question.name(), link.call(question.name(), request));
    }

    /** The one value of the answer; empty also if that is nil. */
    CompletableFuture<Optional<Object>> value(Question question) {
        return ask(question)
                .thenApply(reply -> reply.filter(values -> !values.isEmpty())
                        .flatMap(values -> Optional.ofNullable(values.get(0))));
    }

    /** Runs a script that reads; the question only says what it is about. */
    CompletableFuture<Optional<List<Object>>> run(Question question, ScriptCall call) {
        return answer(question, "the script " + call.script().name, scripts.apply(call));
    }

    synchronized void found(Finding finding) {
        findings.add(finding);
    }

    synchronized void found(Collection<Finding> more) {
        findings.addAll(more);
    }

    /** In the order in which they were found, each once. */
    synchronized List<Finding> findings() {
        return List.copyOf(findings);
    }

    private CompletableFuture<Optional<List<Object>>> answer(
            Question question, String command, CompletableFuture<List<Object>> reply) {
        return reply.thenApply(Optional::of).exceptionally(failure -> {
            refused(question, command, ServerErrors.unwrap(failure));
            return Optional.empty();
        });
    }

    private void refused(Question question, String command, Throwable cause) {
        if (!(cause instanceof BrokerException refusal) || ENDS_IT.contains(refusal.code())) {
            throw new CompletionException(cause);
        }
        if (refusal.code() == ErrorCode.NO_GROUP
                || String.valueOf(refusal.getMessage()).contains("no such key")) {
            return;
        }
        boolean forKey = !question.key().isEmpty() && NotChecked.isForKey(refusal);
        String subject = forKey ? question.subject() + " (" + question.key() + ")" : question.subject();
        String missing = forKey ? "~" + question.key() : question.permission();
        found(NotChecked.of(subject, address, command, missing, refusal));
    }
}
