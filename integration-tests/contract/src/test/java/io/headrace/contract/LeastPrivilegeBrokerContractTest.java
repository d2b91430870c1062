package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.docs.Permissions;
import io.headrace.testkit.BrokerContract;
import io.headrace.testkit.BrokerUnderTest;
import io.headrace.testkit.RedisBinary;
import io.headrace.testkit.RedisServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract as the user that the guide to connecting describes, with the keys of the contract's streams. The stranger
 * who meddles is the server's default user. Tests of what operators do are run with what the guide to operating adds. Nothing that the broker does may be refused, not even what it can do without.
 */
@ParameterizedClass
@MethodSource("io.headrace.contract.Servers#binaries")
class LeastPrivilegeBrokerContractTest extends BrokerContract {
    private static final String[] FURTHER_STREAMS = {"blocked", "missing", "other", "{shop}.orders"};

    @Parameter
    RedisBinary binary;

    @Override
    protected BrokerUnderTest open() {
        RedisServer server = server();
        return new RedisUnderTest(server.uri().replace("://", "://app:secret@"), server::command, "");
    }

    @BeforeEach
    void createUser(TestInfo test) {
        server().command("ACL", "DELUSER", "app");
        server().command(Permissions.ruleFor(FURTHER_STREAMS).toArray(String[]::new));
        if (test.getTags().contains("operator")) {
            server().command(Permissions.operatorRule().toArray(String[]::new));
        }
        server().command("ACL", "LOG", "RESET");
        server().command("SCRIPT", "FLUSH");
    }

    @AfterEach
    void nothingWasRefused() {
        assertThat(server().command("ACL", "LOG")).isEqualTo(List.of());
    }

    private RedisServer server() {
        return Servers.running(binary, false);
    }
}
