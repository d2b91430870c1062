package io.headrace.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.broker.BrokerException;
import io.headrace.broker.ConsumerStatus;
import io.headrace.broker.EntryBatch;
import io.headrace.broker.GroupKeys;
import io.headrace.broker.GroupRef;
import io.headrace.broker.GroupStatus;
import io.headrace.broker.Operations;
import io.headrace.broker.ParkedEntry;
import io.headrace.broker.Pause;
import io.headrace.broker.PendingEntry;
import io.headrace.broker.ResetMode;
import io.headrace.broker.ResetPlan;
import io.headrace.broker.StreamPage;
import io.headrace.broker.StreamStatus;
import io.headrace.broker.StreamStatus.StreamGroup;
import io.headrace.error.ErrorCode;
import io.headrace.message.EntryRef;
import io.headrace.message.MessageId;
import io.headrace.message.Names;
import io.headrace.message.Source;
import io.headrace.message.Start;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What operators do, in this process's memory. */
final class MemoryOperations implements Operations {
    private static final String PAUSED = "paused"; // field of control

    private final Commands commands;

    MemoryOperations(Commands commands) {
        this.commands = commands;
    }

    /** Runs a command on the keyspace. */
    @FunctionalInterface
    interface Commands {
        <T> CompletableFuture<T> call(Function<Keyspace, T> command);
    }

    @Override
    public CompletableFuture<StreamPage> streams(String cursor, int count) {
        return commands.call(keys -> {
            List<String> all = keys.streams();
            int from = Math.min(position(cursor), all.size());
            int to = Math.min(from + count, all.size());
            List<String> names = all.subList(from, to).stream()
                    .filter(name -> Names.isStream(name) && !GroupKeys.isOwnStream(name))
                    .toList();
            return new StreamPage(names, to == all.size() ? FIRST : Integer.toString(to));
        });
    }

    private static int position(String cursor) {
        try {
            return Integer.parseUnsignedInt(cursor);
        } catch (NumberFormatException malformed) {
            throw BrokerException.refused(ErrorCode.SERVER_REFUSED, "Not a cursor: \"" + cursor + "\".", malformed);
        }
    }

    @Override
    public CompletableFuture<StreamStatus> stream(String name) {
        String groups = GroupKeys.groups(Names.stream(name));
        return commands.call(keys -> {
            MemoryStream stream = keys.stream(name);
            Set<String> registered = keys.set(groups).members();
            return stream == null
                    ? new StreamStatus(
                            name, false, 0, 0, MessageId.MIN, MessageId.MIN, -1, groups(Set.of(), registered))
                    : new StreamStatus(
                            name,
                            true,
                            stream.length(),
                            stream.added(),
                            stream.firstId(),
                            stream.lastId(),
                            -1,
                            groups(stream.groups().keySet(), registered));
        });
    }

    private static List<StreamGroup> groups(Set<String> present, Set<String> registered) {
        Set<String> all = new TreeSet<>(present);
        all.addAll(registered);
        return all.stream()
                .map(name -> new StreamGroup(name, present.contains(name), registered.contains(name)))
                .toList();
    }

    @Override
    public CompletableFuture<EntryBatch> latest(String stream, int count) {
        String key = Names.stream(stream);
        return commands.call(keys -> {
            MemoryStream known = keys.stream(key);
            return known == null ? EntryBatch.EMPTY : known.latest(count);
        });
    }

    @Override
    public CompletableFuture<GroupStatus> group(GroupRef group) {
        return commands.call(keys -> new Looking(keys.group(group)).status());
    }

    @Override
    public CompletableFuture<List<ConsumerStatus>> consumers(GroupRef group) {
        return commands.call(keys -> new Looking(keys.group(group)).consumers());
    }

    @Override
    public CompletableFuture<List<PendingEntry>> pending(
            GroupRef group, Source source, @Nullable String consumer, MessageId after, int count) {
        return commands.call(keys -> new Looking(keys.group(group)).pending(source, consumer, after, count));
    }

    @Override
    public CompletableFuture<List<ParkedEntry>> due(GroupRef group, long offset, int count) {
        return commands.call(keys -> new Looking(keys.group(group)).parked(offset, count));
    }

    @Override
    public CompletableFuture<Integer> hasten(GroupRef group, List<EntryRef> entries) {
        return commands.call(keys -> {
            Settling settling = new Settling(keys.group(group));
            return (int) entries.stream().filter(settling::hasten).count();
        });
    }

    @Override
    public CompletableFuture<ResetPlan> planReset(GroupRef group, Start target) {
        return commands.call(keys -> new Resetting(keys.group(group)).plan(target));
    }

    @Override
    public CompletableFuture<ResetPlan> reset(GroupRef group, Start target, ResetMode mode) {
        return commands.call(keys -> {
            Resetting resetting = new Resetting(keys.group(group));
            ResetPlan plan = resetting.plan(target);
            if (plan.workersAlive() > 0 && mode != ResetMode.FORCED) {
                throw Operations.workersAlive(group, plan.workersAlive());
            }
            resetting.move(plan);
            return plan;
        });
    }

    @Override
    public CompletableFuture<Void> pause(GroupRef group, Pause pause) {
        return commands.call(keys -> {
            control(keys, group).put(PAUSED, pause.text().getBytes(UTF_8));
            return null;
        });
    }

    @Override
    public CompletableFuture<Boolean> resume(GroupRef group) {
        return commands.call(keys -> control(keys, group).remove(PAUSED));
    }

    @Override
    public CompletableFuture<@Nullable Pause> paused(GroupRef group) {
        return commands.call(keys -> {
            byte[] text = control(keys, group).value(PAUSED);
            return text == null ? null : Pause.parse(new String(text, UTF_8));
        });
    }

    private static MemoryHash control(Keyspace keys, GroupRef group) {
        return keys.hash(GroupKeys.of(group).control());
    }
}
