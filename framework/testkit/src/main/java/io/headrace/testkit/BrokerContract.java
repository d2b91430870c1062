package io.headrace.testkit;

import org.junit.jupiter.api.Nested;

/**
 * What every {@link io.headrace.broker.Broker} must do. A test class for a broker extends this one; tags such as
 * {@code P3} name the promise that a test stands for.
 */
public abstract class BrokerContract {
    /** Opens a broker on an empty server; closed after the test. */
    protected abstract BrokerUnderTest open();

    @Nested
    class Appending extends AppendContract {
        Appending() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class AppendingOnce extends AppendOnceContract {
        AppendingOnce() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class Fetching extends FetchContract {
        Fetching() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class Settling extends SettlingContract {
        Settling() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class Holding extends HoldingContract {
        Holding() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class Retrying extends RetryContract {
        Retrying() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class Failing extends FailContract {
        Failing() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class DeadLetters extends DeadLetterContract {
        DeadLetters() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class Leases extends LeaseContract {
        Leases() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class Reclaiming extends ReclaimContract {
        Reclaiming() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class UnknownWorkers extends UnknownWorkerContract {
        UnknownWorkers() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class Crashes extends CrashContract {
        Crashes() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class Marks extends MarkContract {
        Marks() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class Checkpoints extends CheckpointContract {
        Checkpoints() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class Sweeping extends SweepContract {
        Sweeping() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class Trimming extends TrimContract {
        Trimming() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class Queues extends QueueContract {
        Queues() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class Running extends RunContract {
        Running() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class Operating extends OperationsContract {
        Operating() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class Backlogs extends BacklogContract {
        Backlogs() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class Hastening extends HastenContract {
        Hastening() {
            super(BrokerContract.this::open);
        }
    }

    @Nested
    class Resetting extends ResetContract {
        Resetting() {
            super(BrokerContract.this::open);
        }
    }
}
