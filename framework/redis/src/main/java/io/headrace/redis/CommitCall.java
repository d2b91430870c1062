package io.headrace.redis;

import io.headrace.broker.BrokerException;
import io.headrace.broker.Commit;
import io.headrace.broker.Effect;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Outcome;
import io.headrace.error.ErrorCode;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/**
 * One batch of commits as a script call. Each message is one argument: a MessagePack array of raw strings, because the
 * server's unpacker rejects the binary type and rounds large integers.
 */
final class CommitCall {
    private final GroupRef group;
    private final String consumer;
    private final List<Commit> messages;
    private final boolean cluster;
    private final Map<String, Integer> destinations = new LinkedHashMap<>();
    private final SortedSet<String> kinds = new TreeSet<>();
    private final List<byte[]> packed = new ArrayList<>();
    private final @Nullable Outcome[] refusedHere;

    CommitCall(GroupRef group, String consumer, List<Commit> messages, boolean cluster) {
        this.group = group;
        this.consumer = consumer;
        this.messages = messages;
        this.cluster = cluster;
        this.refusedHere = new Outcome[messages.size()];
    }

    CompletableFuture<List<Outcome>> run(Function<ScriptCall, CompletableFuture<List<Object>>> server) {
        for (int i = 0; i < messages.size(); i++) {
            String elsewhere = cluster ? keyInAnotherSlot(messages.get(i)) : null;
            if (elsewhere == null) {
                packed.add(pack(messages.get(i)));
            } else {
                refusedHere[i] = Outcome.refused(crossSlot(elsewhere));
            }
        }
        return packed.isEmpty()
                ? CompletableFuture.completedFuture(merge(List.of()))
                : server.apply(script()).thenApply(this::merge);
    }

    private ScriptCall script() {
        GroupKeys keys = GroupKeys.of(group);
        ScriptCall call = new ScriptCall(Scripts.commit(kinds), keys, keys.groups());
        destinations.keySet().forEach(call::addKey);
        call.add(group.group()).add(consumer);
        packed.forEach(call::add);
        return call;
    }

    private List<Outcome> merge(List<?> reply) {
        List<Outcome> answered = Replies.outcomes("the commit", reply);
        List<Outcome> outcomes = new ArrayList<>(messages.size());
        int next = 0;
        for (Outcome refused : refusedHere) {
            outcomes.add(refused != null ? refused : answered.get(next++));
        }
        return outcomes;
    }

    private @Nullable String keyInAnotherSlot(Commit message) {
        int slot = SlotHash.getSlot(group.stream());
        for (Effect effect : message.effects()) {
            for (String key : effect.keys()) {
                if (SlotHash.getSlot(key) != slot) {
                    return key;
                }
            }
        }
        return null;
    }

    private BrokerException crossSlot(String key) {
        return BrokerException.refused(
                ErrorCode.CROSS_SLOT,
                "\"" + key + "\" is in another slot of the cluster than \"" + group.stream()
                        + "\". Give both one hash tag, as in \"{shop}.orders\" and \"{shop}.bills\".",
                null);
    }

    private byte[] pack(Commit message) {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packArrayHeader(4);
            packer.packString(message.ref().wire());
            packer.packString(message.recorded() ? "1" : "0");
            packer.packString(message.delete() ? "1" : "0");
            packer.packArrayHeader(message.effects().size());
            for (Effect effect : message.effects()) {
                kinds.add(effect.kind());
                pack(effect, packer);
            }
            return packer.toByteArray();
        } catch (IOException impossible) {
            throw new AssertionError("packing into memory", impossible);
        }
    }

    private void pack(Effect effect, MessageBufferPacker packer) throws IOException {
        packer.packArrayHeader(3);
        packer.packString(effect.kind());
        packer.packArrayHeader(effect.keys().size());
        for (String key : effect.keys()) {
            packer.packString(Integer.toString(destinations.computeIfAbsent(key, first -> destinations.size() + 1)));
        }
        packer.packArrayHeader(effect.arguments().size());
        for (byte[] argument : effect.arguments()) {
            packer.packRawStringHeader(argument.length).writePayload(argument);
        }
    }
}
