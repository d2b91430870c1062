package io.headrace.redis;

import io.headrace.broker.Diagnosis;
import io.headrace.broker.Finding;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Examines a server, one question after the other. */
final class Doctor {
    private final Link link;
    private final SelfCheck check;
    private final Interview interview;
    private final Diagnosis request;

    Doctor(Link link, SelfCheck check, Interview interview, Diagnosis request) {
        this.link = link;
        this.check = check;
        this.interview = interview;
        this.request = request;
    }

    CompletableFuture<List<Finding>> findings() {
        ServerExam server = new ServerExam(interview, request.thresholds());
        SpeedExam speed = new SpeedExam(interview, request.thresholds());
        List<Step> steps = List.of(
                new Step("settings", () -> check.findings().thenAccept(interview::found)),
                new Step("version", () -> version(server)),
                new Step("memory", server::memory),
                new Step("slow commands", speed::slowCommands),
                new Step("clients", new ClientExam(interview, request.thresholds())::buffers),
                new Step("round trips", speed::roundTrips),
                new Step("standstills", speed::standstills),
                new Step("keys that never expire", new ExpiryExam(interview, request)::keysWithoutTtl),
                new Step("streams", new StreamsExam(interview, request)::examine));
        return InSequence.each(steps, this::take).thenApply(done -> interview.findings());
    }

    private CompletableFuture<Void> take(Step step) {
        request.progress().accept(step.what());
        return step.question().get();
    }

    private CompletableFuture<Void> version(ServerExam server) {
        Greeting greeting = link.greeting();
        return greeting == null ? InSequence.nothing() : server.version(greeting, request.progress());
    }

    private record Step(String what, Supplier<CompletableFuture<Void>> question) {}
}
