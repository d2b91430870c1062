package io.headrace.soak;

import io.headrace.soak.Plan.Strike;
import io.headrace.testkit.FaultProxy;
import io.headrace.testkit.RedisServer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Carries out faults and counts them. For one thread. */
final class Chaos {
    private static final List<String> REQUESTS = List.of("XADD", "XREADGROUP", "EVALSHA", "EVALSHA");

    private final RedisServer server;
    private final FaultProxy proxy;
    private final Fleet fleet;
    private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);

    Chaos(RedisServer server, FaultProxy proxy, Fleet fleet) {
        this.server = server;
        this.proxy = proxy;
        this.fleet = fleet;
    }

    void carryOut(Strike strike) {
        switch (strike.fault()) {
            case KILL -> fleet.kill(strike.pick(fleet.places()));
            case FREEZE -> fleet.freeze(strike.pick(fleet.places()));
            case THAW -> fleet.thaw(strike.pick(fleet.places()));
            case CUT -> proxy.cut();
            case RESET -> proxy.reset();
            case LOSE_REPLY -> proxy.cutAfterRequest(strike.pick(REQUESTS));
            case SERVER_DOWN -> server.kill();
            case SERVER_UP -> server.restart();
        }
        done.merge(strike.fault(), 1, Integer::sum);
    }

    /** Ends what holds still; what is frozen or down has its own end. */
    void end() {
        proxy.heal();
    }

    /** How often workers were killed. */
    int kills() {
        return count(Fault.KILL);
    }

    /** How often workers were frozen. */
    int freezes() {
        return count(Fault.FREEZE);
    }

    /** How many connections were cut or reset, those whose reply was lost among them. */
    long cuts() {
        return proxy.faultsStruck();
    }

    /** How often the server was killed and started again. */
    int restarts() {
        return count(Fault.SERVER_DOWN);
    }

    private int count(Fault fault) {
        return done.getOrDefault(fault, 0);
    }
}
