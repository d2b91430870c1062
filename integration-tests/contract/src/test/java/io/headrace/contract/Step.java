package io.headrace.contract;

import java.util.function.Function;

/** One step of a random sequence: what it is, and how a side takes it and renders the reply. */
record Step(String name, Function<Side, String> action) {
    static Step of(String name, Function<Side, String> action) {
        return new Step(name, action);
    }

    /** A step after which there may be entries that its reply does not name. */
    static Step adding(String name, Function<Side, String> action) {
        return new Step(name, side -> {
            String reply = action.apply(side);
            side.discover();
            return reply;
        });
    }

    String on(Side side) {
        try {
            return action.apply(side);
        } catch (RuntimeException thrown) {
            return "threw " + thrown;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
