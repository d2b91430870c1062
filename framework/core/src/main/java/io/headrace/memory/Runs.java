package io.headrace.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.broker.BrokerException;
import io.headrace.broker.GroupRef;
import io.headrace.broker.Run;
import io.headrace.broker.RunState;
import io.headrace.broker.RunState.Phase;
import io.headrace.broker.RunStep;
import io.headrace.broker.RunTurn;
import io.headrace.error.ErrorCode;
import io.headrace.message.MessageId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs through dead letters: the twins of {@code begin_run.lua}, {@code step_run.lua} and {@code turn_run.lua}. */
final class Runs {
    private static final int MOST = 1000;
    private static final String STATE = ":state";

    private final GroupSpace group;
    private final MemoryHash runs;

    Runs(GroupSpace group) {
        this.group = group;
        this.runs = group.space.hash(group.keys.replays());
    }

    Run begin(String owner, byte[] account) {
        MemoryStream dead = group.space.stream(group.keys.dead());
        MessageId last = dead == null ? MessageId.MIN : dead.lastId();
        makeRoom();
        long at = group.space.nowMillis();
        int number = 0;
        while (runs.value(at + "-" + number) != null) {
            number++;
        }
        String id = at + "-" + number;
        runs.put(id, account);
        return new Run(id, account, keep(id, new RunState(Phase.RUNNING, owner, last, MessageId.MIN, 0, 0, 0, 0, at)));
    }

    RunState step(RunStep step) {
        RunState state = known(step.run());
        if (state.phase() != Phase.RUNNING
                || !state.owner().equals(step.owner())
                || state.step() + 1 != step.number()) {
            return state;
        }
        BrokerException refusal = step.replays() ? group.space.unappendable(group.keys.lane()) : null;
        if (refusal != null) {
            throw refusal;
        }
        MemoryStream dead = group.space.stream(group.keys.dead());
        long moved = 0;
        for (RunStep.Letter letter : step.letters()) {
            if (dead != null && dead.delete(letter.id())) {
                moved++;
                if (step.replays()) {
                    group.space.append(
                            group.keys.lane(), List.of(bytes("meta"), letter.meta(), bytes("entry"), letter.entry()));
                }
            }
        }
        return keep(
                step.run(),
                new RunState(
                        state.phase(),
                        state.owner(),
                        state.last(),
                        step.cursor(),
                        step.number(),
                        state.moved() + moved,
                        state.missed() + step.letters().size() - moved,
                        state.failed() + step.failed(),
                        group.space.nowMillis()));
    }

    RunState turn(String run, RunTurn turn, String owner) {
        RunState state = known(run);
        boolean running = state.phase() == Phase.RUNNING;
        return switch (turn) {
            case RESUME -> state.phase() == Phase.DONE ? state : keep(run, state, Phase.RUNNING, owner);
            case CANCEL -> running ? keep(run, state, Phase.CANCELLED, state.owner()) : state;
            case FINISH -> running && state.owner().equals(owner) ? keep(run, state, Phase.DONE, owner) : state;
        };
    }

    List<Run> all() {
        List<Run> all = new ArrayList<>();
        for (Map.Entry<String, byte[]> field : runs.fields().entrySet()) {
            RunState state = state(field.getKey());
            if (state != null) {
                all.add(new Run(field.getKey(), field.getValue(), state));
            }
        }
        return all;
    }

    private void makeRoom() {
        if (runs.fields().size() >= 2 * MOST) {
            all().stream()
                    .filter(run -> run.state().phase() != Phase.RUNNING)
                    .findFirst()
                    .ifPresent(oldest -> {
                        runs.remove(oldest.id());
                        runs.remove(oldest.id() + STATE);
                    });
        }
    }

    private RunState keep(String run, RunState state, Phase phase, String owner) {
        return keep(
                run,
                new RunState(
                        phase,
                        owner,
                        state.last(),
                        state.cursor(),
                        state.step(),
                        state.moved(),
                        state.missed(),
                        state.failed(),
                        group.space.nowMillis()));
    }

    private RunState keep(String run, RunState state) {
        runs.put(run + STATE, bytes(state.text()));
        return state;
    }

    private RunState known(String run) {
        RunState state = state(run);
        if (state == null) {
            throw Keyspace.refused(
                    ErrorCode.UNKNOWN_RUN,
                    "There is no run \"" + run + "\" through the dead letters of "
                            + new GroupRef(group.keys.stream(), group.name) + '.');
        }
        return state;
    }

    private @Nullable RunState state(String run) {
        byte[] text = runs.value(run + STATE);
        return text == null ? null : RunState.parse(new String(text, UTF_8));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
