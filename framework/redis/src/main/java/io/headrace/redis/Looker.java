package io.headrace.redis;

import io.headrace.broker.Finding;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.error.ErrorCode;
import io.headrace.message.MessageId;
import io.headrace.redis.GroupLook.Needs;
import io.headrace.redis.StreamLook.Shape;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Looks at a stream and its groups. */
final class Looker {
    private static final int MOST_GROUPS = 1000;

    private final Interview interview;
    private final int pendingLooked;

    /** Of each group the first {@code pendingLooked} pending entries are looked at. */
    Looker(Interview interview, int pendingLooked) {
        this.interview = interview;
        this.pendingLooked = pendingLooked;
    }

    /** What is seen; empty if it is refused. */
    CompletableFuture<Optional<StreamLook>> look(String stream, List<GroupRef> registered) {
        return shape(stream)
                .thenCompose(answer -> answer.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : groups(stream, Shape.parse(answer.get()), registered));
    }

    /** The figures of the stream at this key, as {@link Shape#parse} reads them. */
    CompletableFuture<Optional<List<Object>>> shape(String key) {
        Question question = Question.of("Streams", "+eval +evalsha +type +xinfo|stream", CommandType.EVALSHA)
                .onKey(key);
        return interview.run(question, new ScriptCall(Scripts.SHAPE, key));
    }

    private CompletableFuture<Optional<StreamLook>> groups(
            String stream, Optional<Shape> shape, List<GroupRef> registered) {
        long groups = shape.map(Shape::groups).orElse(0L);
        if (groups > MOST_GROUPS) {
            interview.found(tooMany(stream, groups));
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return (groups == 0 ? CompletableFuture.completedFuture(Optional.of(List.of())) : rows(stream))
                .thenCompose(rows -> rows.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : complete(stream, shape, rows.get(), registered));
    }

    private CompletableFuture<Optional<List<Object>>> rows(String stream) {
        return interview.ask(Question.of("Groups", "+xinfo|groups", CommandType.XINFO, "GROUPS", stream)
                .onKey(stream));
    }

    private CompletableFuture<Optional<StreamLook>> complete(
            String stream, Optional<Shape> shape, List<Object> rows, List<GroupRef> registered) {
        List<String> names = registered.stream().map(GroupRef::group).toList();
        List<GroupLook> present = rows.stream()
                .map(row -> GroupLook.parse(Fields.ofPairs(Replies.list(row)), names))
                .toList();
        List<GroupLook> seen = Collections.synchronizedList(new ArrayList<>());
        return InSequence.each(present, group -> needs(stream, group).thenAccept(seen::add))
                .thenCompose(done -> InSequence.each(registered, ref -> missing(ref, present, seen)))
                .thenApply(done -> Optional.of(new StreamLook(stream, shape, List.copyOf(seen))));
    }

    private CompletableFuture<GroupLook> needs(String stream, GroupLook group) {
        Question question = Question.of("What groups need", "+eval +evalsha +xpending +xrange", CommandType.EVALSHA)
                .onKey(stream);
        ScriptCall call = new ScriptCall(Scripts.NEEDS, stream)
                .add(group.name())
                .add(group.delivered().toString())
                .add(pendingLooked);
        return interview.run(question, call).thenApply(reply -> group.with(reply.map(Needs::parse)));
    }

    private CompletableFuture<Void> missing(GroupRef ref, List<GroupLook> present, List<GroupLook> seen) {
        if (present.stream().anyMatch(group -> group.name().equals(ref.group()))) {
            return InSequence.nothing();
        }
        String checkpoint = GroupKeys.of(ref).checkpoint();
        return interview
                .value(Question.of("Checkpoints", "+get", CommandType.GET, checkpoint)
                        .onKey(checkpoint))
                .thenAccept(value -> seen.add(
                        GroupLook.missing(ref.group(), value.map(Replies::id).orElse(MessageId.MIN))));
    }

    private Finding tooMany(String stream, long groups) {
        return Finding.advice(
                ErrorCode.NOT_CHECKED,
                "Groups of stream \"" + stream + "\" on " + interview.address() + " could not be checked",
                Wording.count(groups, "group") + " are too many to list",
                "XGROUP DESTROY those that are given up");
    }
}
