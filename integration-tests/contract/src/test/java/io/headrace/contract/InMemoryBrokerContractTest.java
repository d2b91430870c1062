package io.headrace.contract;

import io.headrace.testkit.BrokerContract;
import io.headrace.testkit.BrokerUnderTest;

class InMemoryBrokerContractTest extends BrokerContract {
    @Override
    protected BrokerUnderTest open() {
        return new InMemoryUnderTest();
    }
}
