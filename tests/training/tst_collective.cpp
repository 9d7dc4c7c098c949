#include "engine/training/collective_c10d.h"

#include <ATen/ATen.h>

#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <map>
#include <memory>

using namespace fovea;
using namespace fovea::training;

namespace {

constexpr int kDeadline = 60'000; // ms

/// What every rank of the test does; what it prints is the same on all of them.
int sums(Collective &collective) {
    const auto rank = collective.rank();
    at::Tensor narrow = at::full({2, 3}, 0.5 * (rank + 1)).to(at::kBFloat16);
    const at::Tensor gathered = collective.allGather(narrow);
    const at::Tensor rows = collective.allGather(at::full({1}, rank, at::kLong));
    at::Tensor sum = at::full({3}, rank + 1.0);
    collective.allReduceSum(sum);
    at::Tensor told = at::full({2}, 10.0 * (rank + 1));
    collective.broadcast(told);
    std::vector<at::Tensor> many{at::full({2, 2}, rank + 1.0), at::full({5}, 2.0 * (rank + 1))};
    allReduceSum(collective, many);
    collective.barrier();
    std::printf("%s %lld %lld %g %g %g %g %g",
                rows.sizes() == at::IntArrayRef{collective.size()} ? "ok" : "shape",
                static_cast<long long>(gathered.size(0)),
                static_cast<long long>(rows.sum().item<std::int64_t>()),
                gathered.sum().item<double>(), sum[0].item<double>(), told[1].item<double>(),
                many[0].sum().item<double>(), many[1].sum().item<double>());
    return 0;
}

/// The last rank dies within the run; the others say so.
int dies(Collective &collective) {
    at::Tensor sum = at::ones({1000});
    collective.allReduceSum(sum);
    if (collective.rank() + 1 == collective.size()) {
        ::raise(SIGKILL);
    }
    try {
        collective.allReduceSum(sum);
    } catch (const RanksLost &lost) {
        std::printf("%s", lost.what());
        return 1;
    }
    return 0;
}

/// Rank 0 pauses for a moment, and rank 1 asks to stop at its third step.
int stops(Collective &collective) {
    StopToken stop;
    int steps = 0;
    while (allGoOn(collective, stop)) {
        if (++steps == 3 && collective.rank() == 1) {
            stop.stop();
        }
    }
    std::printf("%d", steps);
    return 0;
}

int runAsRank(const std::string &what) {
    CollectiveOptions options;
    options.startTimeout = std::chrono::seconds(what == "alone" ? 2 : 50);
    options.callTimeout = std::chrono::seconds(50);
    auto collective = joinRanks(options);
    if (!collective) {
        std::printf("%s", collective.error().message.c_str());
        return 1;
    }
    return what == "sums" ? sums(**collective)
                          : (what == "dies" ? dies(**collective) : stops(**collective));
}

int freePort() {
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    ::bind(probe, reinterpret_cast<const sockaddr *>(&address), length);
    ::getsockname(probe, reinterpret_cast<sockaddr *>(&address), &length);
    ::close(probe);
    return ntohs(address.sin_port);
}

using Ranks = std::vector<std::unique_ptr<QProcess>>;

Ranks start(int started, int size, const QString &what) {
    Ranks ranks;
    const QString port = QString::number(freePort());
    for (int rank = 0; rank < started; ++rank) {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("RANK"), QString::number(rank));
        environment.insert(QStringLiteral("WORLD_SIZE"), QString::number(size));
        environment.insert(QStringLiteral("MASTER_ADDR"), QStringLiteral("127.0.0.1"));
        environment.insert(QStringLiteral("MASTER_PORT"), port);
        environment.insert(QStringLiteral("OMP_NUM_THREADS"), QStringLiteral("1"));
        auto process = std::make_unique<QProcess>();
        process->setProcessEnvironment(environment);
        process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process->start(QCoreApplication::applicationFilePath(), {QStringLiteral("--rank"), what});
        ranks.push_back(std::move(process));
    }
    return ranks;
}

std::map<std::string, std::string> parse(const QString &text) {
    std::map<std::string, std::string> variables;
    for (const QString &part : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const auto equals = part.indexOf(QLatin1Char('='));
        variables[part.left(equals).toStdString()] = part.mid(equals + 1).toStdString();
    }
    return variables;
}

} // namespace

class TestCollective : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void addsAndGathers_data() {
        QTest::addColumn<int>("size");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("two") << 2 << QByteArray("ok 4 1 9 3 10 12 30");
        QTest::newRow("four") << 4 << QByteArray("ok 8 6 30 10 10 40 100");
    }
    void addsAndGathers() {
        QFETCH(int, size);
        QFETCH(QByteArray, said);
        for (const auto &rank : start(size, size, QStringLiteral("sums"))) {
            QVERIFY(rank->waitForFinished(kDeadline));
            QCOMPARE(rank->readAllStandardOutput(), said);
            QCOMPARE(rank->exitCode(), 0);
        }
    }

    void tellsOfADeadRank() {
        QElapsedTimer timer;
        timer.start();
        const Ranks ranks = start(4, 4, QStringLiteral("dies"));
        for (std::size_t i = 0; i < 3; ++i) {
            QVERIFY(ranks[i]->waitForFinished(kDeadline));
            const QString said = QString::fromUtf8(ranks[i]->readAllStandardOutput());
            QVERIFY2(said.startsWith(QStringLiteral("Rank %1 of 4 lost the others").arg(i)),
                     qPrintable(said));
            QVERIFY(said.endsWith(QStringLiteral("last checkpoint.")));
            QCOMPARE(said.count(QLatin1Char('\n')), 0);
            QCOMPARE(ranks[i]->exitCode(), 1);
        }
        QVERIFY(ranks[3]->waitForFinished(kDeadline));
        QVERIFY2(timer.elapsed() < 40'000, "noticed by the connection, not by a timeout");
    }

    void tellsOfRanksThatDoNotCome() {
        const Ranks ranks = start(1, 2, QStringLiteral("alone"));
        QVERIFY(ranks[0]->waitForFinished(kDeadline));
        const QString said = QString::fromUtf8(ranks[0]->readAllStandardOutput());
        QVERIFY2(
            said.startsWith(QStringLiteral("Rank 0 of 2 did not find the others at 127.0.0.1")),
            qPrintable(said));
        QCOMPARE(ranks[0]->exitCode(), 1);
    }

    void stopsAllAtTheSameStep() {
        for (const auto &rank : start(2, 2, QStringLiteral("stops"))) {
            QVERIFY(rank->waitForFinished(kDeadline));
            QCOMPARE(rank->readAllStandardOutput(), QByteArray("3"));
        }
    }

    void readsTheEnvironment_data() {
        QTest::addColumn<QString>("variables");
        QTest::addColumn<QString>(
            "rank"); // "rank/size local address:port prefix", or the error's start
        QTest::newRow("alone") << QString() << QStringLiteral("alone");
        QTest::newRow("torchrun")
            << QStringLiteral("RANK=3 WORLD_SIZE=8 LOCAL_RANK=1 MASTER_ADDR=gpu1 MASTER_PORT=29500 "
                              "TORCHELASTIC_USE_AGENT_STORE=True TORCHELASTIC_RESTART_COUNT=2")
            << QStringLiteral("3/8 1 gpu1:29500 agent /worker/attempt_2");
        QTest::newRow("without an agent")
            << QStringLiteral("RANK=0 WORLD_SIZE=2 MASTER_ADDR=gpu1 MASTER_PORT=1")
            << QStringLiteral("0/2 0 gpu1:1 own ");
        QTest::newRow("Slurm") << QStringLiteral(
                                      "SLURM_PROCID=5 SLURM_NTASKS=6 SLURM_LOCALID=1 "
                                      "SLURM_NODELIST=gpu[07-09,12],x SLURM_JOB_ID=15001")
                               << QStringLiteral("5/6 1 gpu07:15001 own ");
        QTest::newRow("a step of a job of Slurm")
            << QStringLiteral("SLURM_PROCID=0 SLURM_NTASKS=6 SLURM_STEP_NUM_TASKS=2 "
                              "SLURM_STEP_NODELIST=b SLURM_NODELIST=a,b MASTER_PORT=7")
            << QStringLiteral("0/2 0 b:7 own ");
        QTest::newRow("one task of Slurm")
            << QStringLiteral("SLURM_PROCID=0 SLURM_NTASKS=1") << QStringLiteral("alone");
        QTest::newRow("no size") << QStringLiteral("RANK=0 MASTER_ADDR=a MASTER_PORT=1")
                                 << QStringLiteral(
                                        "The environment variable WORLD_SIZE is missing");
        QTest::newRow("no number")
            << QStringLiteral("RANK=x WORLD_SIZE=2 MASTER_ADDR=a MASTER_PORT=1")
            << QStringLiteral("The environment variable RANK should be a number and is \"x\"");
        QTest::newRow("beyond") << QStringLiteral("RANK=2 WORLD_SIZE=2 MASTER_ADDR=a MASTER_PORT=1")
                                << QStringLiteral("This process is rank 2 of 2, which cannot be");
        QTest::newRow("port") << QStringLiteral("RANK=0 WORLD_SIZE=2 MASTER_ADDR=a MASTER_PORT=0")
                              << QStringLiteral("MASTER_PORT should be between 1 and 65535");
    }
    void readsTheEnvironment() {
        QFETCH(QString, variables);
        QFETCH(QString, rank);
        const auto set = parse(variables);
        const auto read = rankFromEnvironment([&](const char *name) -> std::optional<std::string> {
            const auto found = set.find(name);
            return found == set.end() ? std::nullopt : std::optional(found->second);
        });
        if (!read) {
            QVERIFY2(QString::fromStdString(read.error().message).startsWith(rank),
                     read.error().message.c_str());
            return;
        }
        QString said = QStringLiteral("alone");
        if (*read) {
            const RankEnvironment &is = **read;
            said = QStringLiteral("%1/%2 %3 %4:%5 %6 %7")
                       .arg(is.rank)
                       .arg(is.size)
                       .arg(is.localRank)
                       .arg(QString::fromStdString(is.address))
                       .arg(is.port)
                       .arg(is.agentStore ? QStringLiteral("agent") : QStringLiteral("own"))
                       .arg(QString::fromStdString(is.prefix));
        }
        QCOMPARE(said, rank);
    }

    void findsTheFirstHost_data() {
        QTest::addColumn<QString>("list");
        QTest::addColumn<QString>("host");
        QTest::newRow("one") << QStringLiteral("a") << QStringLiteral("a");
        QTest::newRow("names") << QStringLiteral("a,b") << QStringLiteral("a");
        QTest::newRow("a range") << QStringLiteral("n[003-010,12]") << QStringLiteral("n003");
        QTest::newRow("single numbers") << QStringLiteral("n[7,9].lan") << QStringLiteral("n7.lan");
        QTest::newRow("two ranges") << QStringLiteral("r[1-2]n[3-4],x") << QStringLiteral("r1n3");
    }
    void findsTheFirstHost() {
        QFETCH(QString, list);
        QTEST(QString::fromStdString(firstHost(list.toStdString())), "host");
    }
};

int main(int argc, char **argv) {
    if (argc == 3 && std::string_view(argv[1]) == "--rank") {
        return runAsRank(argv[2]);
    }
    QCoreApplication application(argc, argv);
    TestCollective test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_collective.moc"
