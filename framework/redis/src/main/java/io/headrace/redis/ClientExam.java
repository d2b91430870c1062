package io.headrace.redis;

import io.headrace.broker.Finding;
import io.headrace.broker.Thresholds;
import io.headrace.error.ErrorCode;
import io.lettuce.core.protocol.CommandType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Which clients the server holds much memory for. */
final class ClientExam {
    /** The reply to CLIENT LIST has no bound of its own. */
    private static final int MOST_CLIENTS = 10_000;

    private static final int NAMED = 5;

    private final Interview interview;
    private final Thresholds thresholds;

    ClientExam(Interview interview, Thresholds thresholds) {
        this.interview = interview;
        this.thresholds = thresholds;
    }

    CompletableFuture<Void> buffers() {
        return interview
                .ask(Question.of("The number of clients", "+info", CommandType.INFO, "clients"))
                .thenApply(reply -> reply.map(Fields::ofInfo).orElse(Map.of()))
                .thenCompose(info -> list(Fields.number(info, "connected_clients")));
    }

    private CompletableFuture<Void> list(long clients) {
        if (clients > MOST_CLIENTS) {
            interview.found(Finding.advice(
                    ErrorCode.NOT_CHECKED,
                    "Buffers of clients of " + interview.address() + " could not be checked",
                    Wording.count(clients, "client") + " are too many to list",
                    "CONFIG SET maxmemory-clients 5%, which bounds them"));
            return InSequence.nothing();
        }
        Question question =
                Question.of("Buffers of clients", "+client|list", CommandType.CLIENT, "LIST", "TYPE", "normal");
        return interview
                .ask(question)
                .thenAccept(reply -> reply.ifPresent(text -> ofClients(Replies.text(text.get(0)))));
    }

    private void ofClients(String list) {
        List<Map<String, String>> large = list.lines()
                .limit(MOST_CLIENTS)
                .map(Fields::ofClient)
                .filter(client -> bytes(client) >= thresholds.clientBytes())
                .sorted(Comparator.comparingLong(ClientExam::bytes).reversed())
                .limit(NAMED)
                .toList();
        large.forEach(client -> interview.found(ofClient(client)));
    }

    private Finding ofClient(Map<String, String> client) {
        long out = Fields.number(client, "omem");
        String name = client.getOrDefault("name", "");
        return new Finding(
                ErrorCode.CLIENT_BUFFERS,
                interview.address() + " holds much memory for client " + client.get("id") + " at " + client.get("addr")
                        + (name.isEmpty() ? "" : ", named " + name),
                Wording.bytes(bytes(client))
                        + (out == bytes(client)
                                ? " of replies that it does not take"
                                : " of a command that it is sending")
                        + "; the last command was " + client.get("cmd"),
                "See what it is doing, or CLIENT KILL ID " + client.get("id"));
    }

    private static long bytes(Map<String, String> client) {
        return Math.max(Fields.number(client, "omem"), Fields.number(client, "qbuf"));
    }
}
