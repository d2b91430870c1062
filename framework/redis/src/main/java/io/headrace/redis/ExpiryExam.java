package io.headrace.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.broker.Diagnosis;
import io.headrace.broker.Finding;
import io.headrace.error.ErrorCode;
import io.headrace.redis.KeyScan.Search;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Which keys stay for ever although they should not. */
final class ExpiryExam {
    private static final Pattern SPECIAL = Pattern.compile("[\\\\*?\\[\\]^]");
    private static final String REMEMBERED_IDS = "hr:{*:dedup:*";
    private static final int AT_ONCE = 500;

    private final Interview interview;
    private final Diagnosis request;

    ExpiryExam(Interview interview, Diagnosis request) {
        this.interview = interview;
        this.request = request;
    }

    CompletableFuture<Void> keysWithoutTtl() {
        return InSequence.each(
                        request.prefixes(),
                        prefix -> look(SPECIAL.matcher(prefix).replaceAll("\\\\$0") + "*", "", 86_400))
                .thenCompose(done -> look(REMEMBERED_IDS, "string", 600));
    }

    private CompletableFuture<Void> look(String pattern, String type, int seconds) {
        Search search = new Search("Keys " + pattern, pattern, type, request.sample(), request.sample());
        return new KeyScan(interview).find(search).thenCompose(found -> {
            List<byte[]> lasting = Collections.synchronizedList(new ArrayList<>());
            return InSequence.each(
                            pages(found.keys()),
                            page -> InSequence.all(page.stream()
                                    .map(key -> timeToLive(pattern, key, lasting))
                                    .toList()))
                    .thenRun(() -> judge(pattern, seconds, found.keys().size(), lasting));
        });
    }

    private CompletableFuture<Void> timeToLive(String pattern, byte[] key, List<byte[]> lasting) {
        Question question = Question.of("Times to live", "+pttl", CommandType.PTTL, (Object) key)
                .onKey(pattern);
        return interview
                .value(question)
                .thenAccept(reply -> reply.map(Replies::number)
                        .filter(millis -> millis == -1)
                        .ifPresent(never -> lasting.add(key)));
    }

    private void judge(String pattern, int seconds, int looked, List<byte[]> lasting) {
        if (!lasting.isEmpty()) {
            interview.found(Finding.advice(
                    ErrorCode.NO_EXPIRY,
                    "Keys like " + Wording.word(pattern) + " never expire on " + interview.address(),
                    lasting.size() + " of " + Wording.count(looked, "key")
                            + " looked at have no time to live; they stay" + " for ever",
                    "EXPIRE " + Wording.word(new String(lasting.get(0), UTF_8)) + " " + seconds
                            + " NX; likewise the others that SCAN 0 MATCH " + Wording.word(pattern) + " finds"));
        }
    }

    private static List<List<byte[]>> pages(List<byte[]> keys) {
        return IntStream.iterate(0, from -> from < keys.size(), from -> from + AT_ONCE)
                .mapToObj(from -> keys.subList(from, Math.min(keys.size(), from + AT_ONCE)))
                .toList();
    }
}
