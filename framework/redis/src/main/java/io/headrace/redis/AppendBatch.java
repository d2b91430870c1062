package io.headrace.redis;

import io.headrace.broker.Append;
import io.headrace.broker.AppendOnce;
import io.headrace.broker.Appended;
import io.headrace.broker.BrokerException;
import io.headrace.message.Durability;
import io.headrace.message.MessageId;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one batch of appends and what they were answered. Each writes its answer into its slots; the last one to
 * be answered completes the batch. The count of those that are open orders the slots' writes before their reading.
 */
final class AppendBatch {
    private final Durability wanted;
    private final @Nullable Appended[] slots;
    private final List<Direct> commands = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final CompletableFuture<List<Appended>> reply = new CompletableFuture<>();
    private volatile boolean scriptIsUnknown;
    private @Nullable BrokerException unproven; // the proof has failed
    private int reached = Integer.MAX_VALUE;

    AppendBatch(int size, Durability wanted) {
        this.wanted = wanted;
        this.slots = new Appended[size];
    }

    /** Adds one XADD for each entry. */
    AppendBatch append(List<Append> entries) {
        IdOutput ids = new IdOutput();
        String stream = "";
        byte[] key = {};
        for (int i = 0; i < entries.size(); i++) {
            Append entry = entries.get(i);
            if (!entry.stream().equals(stream)) {
                stream = entry.stream();
                key = RedisBroker.bytes(stream);
            }
            commands.add(new AppendCommand(key, entry.fields(), ids, i));
        }
        return this;
    }

    /** Adds one script call for these entries, all of one stream, which are to be written to these slots. */
    void appendOnce(List<AppendOnce> entries, int[] places, boolean knownToServer) {
        ScriptCall call = new ScriptCall(Scripts.APPEND_ONCE, entries.get(0).append().stream());
        for (AppendOnce entry : entries) {
            List<byte[]> fields = entry.append().fields();
            call.addKey(entry.key()).add(entry.window().toMillis()).add(fields.size());
            fields.forEach(call::add);
        }
        commands.add(
                knownToServer
                        ? new OnceCommand(CommandType.EVALSHA, call.args(call.script().digest), places)
                        : new OnceCommand(CommandType.EVAL, call.args(call.script().text), places));
    }

    /** Adds the command that shows how durable the entries are. */
    void prove(Proof proof, Duration patience) {
        reached = 0;
        commands.add(new ProofCommand(proof, patience));
    }

    /** Sends all on one connection. */
    CompletableFuture<List<Appended>> sendBy(Link link) {
        open.set(commands.size());
        link.send(commands);
        return reply;
    }

    /** Whether the server did not know the script, so that nothing was done for its entries. */
    boolean scriptIsUnknown() {
        return scriptIsUnknown;
    }

    private void oneAnswered() {
        if (open.decrementAndGet() == 0) {
            boolean falls = reached < (wanted.level() == Durability.Level.MEMORY ? 0 : Proof.needed(wanted));
            if (falls) {
                for (int i = 0; i < slots.length; i++) {
                    slots[i] = weaker(slots[i]);
                }
            }
            reply.complete(Arrays.asList(slots));
        }
    }

    /** Without an answer to the proof nobody knows what became of the connection: the whole append is unknown. */
    private @Nullable Appended weaker(@Nullable Appended result) {
        BrokerException cause = unproven;
        if (!(result instanceof Appended.Done done)) {
            return result;
        }
        return cause != null && !cause.nothingDone()
                ? new Appended.Failed(cause)
                : new Appended.Weaker(done.id(), reached, cause);
    }

    /** Takes the answers to the XADDs of a batch in turn; emptied by each. */
    private static final class IdOutput extends CommandOutput<byte[], byte[], Object> {
        private @Nullable MessageId id;

        IdOutput() {
            super(ByteArrayCodec.INSTANCE, null);
        }

        @Override
        public void set(@Nullable ByteBuffer bytes) {
            id = bytes == null ? null : Replies.id(bytes);
        }

        Appended take() {
            MessageId taken = id;
            String refusal = getError();
            id = null;
            setError((String) null);
            return taken == null
                    ? new Appended.Failed(ServerErrors.refusal("XADD", String.valueOf(refusal)))
                    : new Appended.Done(taken);
        }
    }

    /** One XADD, which writes itself: arguments as objects of their own would cost more than all the rest. */
    private final class AppendCommand extends Direct {
        private static final byte[] LINE_END = {'\r', '\n'};
        private static final byte[] NAME = RedisBroker.bytes("$4\r\nXADD\r\n");
        private static final byte[] NEXT_ID = RedisBroker.bytes("$1\r\n*\r\n");

        private final byte[] stream;
        private final List<byte[]> fields;
        private final IdOutput ids;
        private final int slot;

        AppendCommand(byte[] stream, List<byte[]> fields, IdOutput ids, int slot) {
            super(CommandType.XADD, ids, null);
            this.stream = stream;
            this.fields = fields;
            this.ids = ids;
            this.slot = slot;
        }

        @Override
        public void encode(ByteBuf out) {
            writeNumber(out, '*', 3 + fields.size());
            out.writeBytes(NAME);
            write(out, stream);
            out.writeBytes(NEXT_ID);
            for (int i = 0; i < fields.size(); i++) {
                write(out, fields.get(i));
            }
        }

        @Override
        void answered(boolean first) {
            Appended answer = ids.take();
            if (first) {
                slots[slot] = answer;
                oneAnswered();
            }
        }

        @Override
        void failed(Throwable failure) {
            slots[slot] = new Appended.Failed(ServerErrors.translate("XADD", failure));
            oneAnswered();
        }

        private static void write(ByteBuf out, byte[] bytes) {
            writeNumber(out, '$', bytes.length);
            out.writeBytes(bytes);
            out.writeBytes(LINE_END);
        }

        private static void writeNumber(ByteBuf out, char mark, int number) {
            out.writeByte(mark);
            int unit = 1;
            while (number / unit >= 10) {
                unit *= 10;
            }
            for (; unit > 0; unit /= 10) {
                out.writeByte('0' + number / unit % 10);
            }
            out.writeBytes(LINE_END);
        }
    }

    /** One call of the script that appends under ids. */
    private final class OnceCommand extends Direct {
        private final int[] places;

        OnceCommand(CommandType type, CommandArgs<byte[], byte[]> args, int[] places) {
            super(type, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), args);
            this.places = places;
        }

        @Override
        void answered(boolean first) {
            if (!first) {
                return;
            }
            String error = getOutput().getError();
            if (error != null) {
                scriptIsUnknown |= error.startsWith("NOSCRIPT");
                fill(new Appended.Failed(ServerErrors.refusal("the send", error)));
            } else {
                List<?> results = (List<?>) get();
                for (int i = 0; i < places.length; i++) {
                    slots[places[i]] = Replies.appended(results.get(i));
                }
            }
            oneAnswered();
        }

        @Override
        void failed(Throwable failure) {
            fill(new Appended.Failed(ServerErrors.translate("the send", failure)));
            oneAnswered();
        }

        private void fill(Appended result) {
            for (int place : places) {
                slots[place] = result;
            }
        }
    }

    /** The command behind the appends. */
    private final class ProofCommand extends Direct {
        private final Proof proof;

        ProofCommand(Proof proof, Duration patience) {
            super(proof.command(), new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), proof.args(wanted, patience));
            this.proof = proof;
        }

        @Override
        @SuppressWarnings("unchecked") // what the output makes
        void answered(boolean first) {
            if (!first) {
                return;
            }
            String error = getOutput().getError();
            if (error != null) {
                unproven = ServerErrors.refusal(proof.command().toString(), error);
            } else {
                reached = proof.reached((List<Object>) get());
            }
            oneAnswered();
        }

        @Override
        void failed(Throwable failure) {
            unproven = ServerErrors.translate(proof.command().toString(), failure);
            oneAnswered();
        }
    }
}
