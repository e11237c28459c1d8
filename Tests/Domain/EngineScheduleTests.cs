using CsCheck;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Domain;

/// <summary>Random schedules of targets, brackets, fills, duplicates, reordering, cancels, rejections, disconnects and restarts against a model of the broker.</summary>
public sealed class EngineScheduleTests
{
    /// <summary>A long run of numbered schedules instead: how many, and the number of the first; <c>./test.sh --schedules N</c> sets them.</summary>
    private static readonly (int Count, int First) Long = (Setting("TRADER_SCHEDULES"), Setting("TRADER_SCHEDULES_FIRST"));

    private static readonly StrategyName[] Strategies = [StrategyName.Of("alpha"), StrategyName.Of("beta")];

    /// <summary>Sets no targets: it places orders itself.</summary>
    private static readonly StrategyName Own = StrategyName.Of("gamma");
    private static readonly ConId[] Contracts = [DomainEngine.Aapl, DomainEngine.Msft];

    [Fact]
    public void Books_stay_true_and_no_target_is_passed_whatever_happens()
    {
        if (Long.Count > 0)
        {
            Parallel.For(Long.First, Long.First + Long.Count, static number => Numbered(number));
            TestContext.Current.SendDiagnosticMessage($"Schedules {Long.First} to {Long.First + Long.Count - 1} held.");
            return;
        }

        var steps = Gen.Select(Gen.Int[0, 15], Gen.Int[0, 1_000_000]).Array[5, 40];
        steps.Sample(static schedule => Play(schedule), iter: 20_000, print: static s => string.Join(' ', s.Select(static x => $"{x.Item1}:{x.Item2}")));
    }

    private static int Setting(string name) =>
        int.Parse(Environment.GetEnvironmentVariable(name) ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    private static void Numbered(int number)
    {
        var random = new Random(number);
        var schedule = Enumerable.Range(0, random.Next(5, 41)).Select(_ => (random.Next(16), random.Next(1_000_001))).ToArray();
        try
        {
            Play(schedule);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Schedule {number} fails: TRADER_SCHEDULES=1 TRADER_SCHEDULES_FIRST={number} repeats it.", e);
        }
    }

    private static void Play((int Kind, int Seed)[] schedule)
    {
        var run = new Run(schedule[0].Seed % 2 == 0);
        foreach (var (kind, seed) in schedule)
        {
            run.Step(kind, seed);
        }

        run.Finish();
    }

    private sealed class Run
    {
        private readonly ModelGateway _gateway = new() { ReducesExits = true };
        private readonly DomainEngine _engine = DomainEngine.Trading([.. Strategies, Own]);
        private readonly List<BrokerEvent> _wire = [];
        private readonly HashSet<string> _refs = [];
        private long _synchronizations = 1;
        private long _submissions;

        public Run(bool splitAtZero) => _engine.SplitAtZero = splitAtZero;

        public void Step(int kind, int seed)
        {
            switch (kind)
            {
                case 0 or 1:
                    SetTarget(seed);
                    break;
                case 2 or 3:
                    Deliver(seed);
                    break;
                case 4 or 5:
                    Fill(seed, 10 + (seed / 16 % 7));
                    break;
                case 6:
                    Trade(seed, static (gateway, order, _) => gateway.ConfirmCancel(order), static order => order.CancelAsked);
                    break;
                case 7:
                    Trade(seed, static (gateway, order, _) => gateway.Reject(order), static order => order.Filled == 0 && !order.CancelAsked);
                    break;
                case 8:
                    Disconnect(seed);
                    break;
                case 9:
                    _engine.Restart();
                    Synchronize();
                    break;
                case 10:
                    Crash(seed);
                    break;
                case 11:
                    _engine.Market = Price.Of(10 + (seed % 5));
                    break;
                case 12:
                    Trade(seed, static (gateway, order, s) => Answer(gateway, order, refused: s % 3 == 0), static order => order.Change is not null);
                    break;
                case 13:
                    Place(seed);
                    break;
                case 14:
                    Take(seed);
                    break;
                default:
                    Pass(1 + (seed % 6));
                    break;
            }

            PlanAll();
            Check();
        }

        /// <summary>Everything is delivered, filled and settled: books, broker and targets agree.</summary>
        public void Finish()
        {
            for (var i = 0; i < 40 && !IsQuiet(i); i++)
            {
                DeliverAll();
                Pass(i < 4 ? 6 : 301);
                PlanAll();
                foreach (var order in _gateway.Live.ToArray())
                {
                    _gateway.TakeChange(order);
                    if (!order.IsLive)
                    {
                        continue;
                    }

                    if (order.CancelAsked)
                    {
                        _gateway.ConfirmCancel(order);
                    }
                    else if (_gateway.Fillable(order) is var rest and > 0)
                    {
                        _gateway.Fill(order, rest, 11);
                    }
                }
            }

            foreach (var conId in Contracts)
            {
                Assert.Equal(_gateway.Positions.GetValueOrDefault(conId), _engine.Book.NetOf(conId).Value);
            }

            Assert.Empty(_engine.Book.Mismatches);
            Assert.DoesNotContain(Altered(), id => !_engine.Journal.Any(entry => entry.Event is ModifyRequested change && change.Id == id));
            Assert.Equal(_gateway.Executions.Select(static e => e.ExecId).Order(ById), _engine.Book.Fills.Values.Select(static f => f.ExecId).Order(ById));
            Assert.Equal(_gateway.Executions.Count * 1.05m, _engine.Book.Positions().Sum(static p => p.Commission));
            Assert.Empty(_engine.Book.StagedCommissions);
            Assert.Equal(BookHash.Of(_engine.Book), BookHash.Of(_engine.Replay()));
            var stuck = _engine.Book.LiveOrders.Select(static order => order.Intent.ConId).ToHashSet();
            foreach (var (holding, target) in _engine.Book.Targets.Where(pair => !stuck.Contains(pair.Key.ConId)))
            {
                Assert.Equal(target.Quantity, _engine.Book.PositionOf(holding));
            }
        }

        /// <summary>What was cancelled because the broker seemed to hold another order. A change of ours may arrive late; nobody else changes any.</summary>
        private IEnumerable<ClientOrderId> Altered() => _engine.Journal.Select(static entry => entry.Event).OfType<CancelRequested>()
            .Where(static cancel => cancel.Reason.Contains(" at the broker, not ", StringComparison.Ordinal)).Select(static cancel => cancel.Id);

        /// <summary>Nothing works, waits or differs, and every back-off is over.</summary>
        private bool IsQuiet(int rounds) => rounds > 8
            && _wire.Count == 0
            && !_gateway.Live.Any()
            && !_engine.Book.LiveOrders.Any()
            && _engine.Book.Targets.All(pair => pair.Value.Quantity == _engine.Book.PositionOf(pair.Key));

        private static Comparer<ExecId> ById => Comparer<ExecId>.Create(static (a, b) => string.CompareOrdinal(a.Value, b.Value));

        private void SetTarget(int seed)
        {
            var holding = new Holding(Strategies[seed % 2], Contracts[seed / 2 % 2]);
            ExecutionPolicy policy = (seed / 4 % 8) switch
            {
                0 or 1 => new ExecutionPolicy.AtLimit(Price.Of(10 + (seed % 3))),
                2 => new ExecutionPolicy.MarketableLimit(0.05m),
                3 => new ExecutionPolicy.MidpointPeg(Price.Of(10 + (seed % 3))),
                4 => new ExecutionPolicy.AdaptiveAlgo(AdaptivePriority.Normal, Price.Of(10 + (seed % 3))),
                5 => new ExecutionPolicy.Sliced(TimeSpan.FromSeconds(8), 4, new ExecutionPolicy.AtLimit(Price.Of(10 + (seed % 3)))),
                _ => ExecutionPolicy.Market,
            };
            _engine.Record(new TargetSet(holding.Strategy, holding.ConId, PositionQuantity.Of((seed / 16 % 11) - 5), policy));
        }

        /// <summary>An order of its own, or a bracket.</summary>
        private void Place(int seed)
        {
            var buys = seed % 2 == 0;
            var (id, conId) = (ClientOrderId.From($"{Own}/{++_submissions}/0"), Contracts[seed / 2 % 2]);
            var terms = seed / 4 % 2 == 0 ? new OrderTerms.Market() : (OrderTerms)new OrderTerms.Limit(Price.Of(10 + (seed % 3)));
            Submit(new PlaceAction(id, conId, buys ? Side.Buy : Side.Sell, Quantity.Of(1 + (seed / 8 % 5)), terms, TimeInForce.Day)
            {
                Exits = (seed / 64 % 4) switch
                {
                    0 => null,
                    1 => new BracketExits(new OrderTerms.Limit(Price.Of(buys ? 14 : 8)), null),
                    _ => new BracketExits(new OrderTerms.Limit(Price.Of(buys ? 14 : 8)), new OrderTerms.Stop(Price.Of(buys ? 8 : 14))),
                },
            });
        }

        /// <summary>A cancel or another size of an order of its own.</summary>
        private void Take(int seed)
        {
            var live = _engine.Book.LiveOrders.Where(static order => order.Intent.Strategy == Own).OrderBy(static order => order.Id.Value, StringComparer.Ordinal).ToArray();
            if (live.Length == 0)
            {
                return;
            }

            _submissions++;
            var id = live[seed % live.Length].Id;
            Submit(seed / 8 % 2 == 0 ? new CancelAction(id) : new ModifyAction(id, Quantity.Of(1 + (seed / 16 % 5)), null));
        }

        private void Submit(StrategyAction action)
        {
            var decision = SubmissionDecider.Decide(_engine.Book, _engine.View, new StrategySubmission(Own, _submissions, [action]), _engine.Environment);
            foreach (var e in decision.Events)
            {
                _engine.Record(e);
                if (e is OrderIntended or CancelRequested or ModifyRequested)
                {
                    _engine.Sends.Add(e);
                }
            }
        }

        private void Fill(int seed, decimal price) =>
            Trade(seed, (gateway, order, s) => gateway.Fill(order, 1 + (s % (int)gateway.Fillable(order)), price), order => _gateway.Fillable(order) >= 1);

        /// <summary>The next report, or one of the next three that may overtake it; sometimes twice.</summary>
        private void Deliver(int seed)
        {
            if (_wire.Count == 0)
            {
                return;
            }

            var ahead = seed % Math.Min(3, _wire.Count);
            var at = _wire.Take(ahead + 1).Any(static e => e is PositionReport) ? 0 : ahead; // Positions keep their place on the wire.
            var report = _wire[at];
            if (seed % 5 != 0 || report is PositionReport)
            {
                _wire.RemoveAt(at);
            }

            _engine.Take(report);
        }

        private void DeliverAll()
        {
            _wire.AddRange(_gateway.Drain());
            _engine.Take([.. _wire]);
            _wire.Clear();
        }

        private void Trade(int seed, Action<ModelGateway, ModelOrder, int> act, Func<ModelOrder, bool>? filter = null)
        {
            var live = _gateway.Live.Where(filter ?? (static _ => true)).ToArray();
            if (live.Length > 0)
            {
                act(_gateway, live[seed % live.Length], seed / 16);
                _wire.AddRange(_gateway.Drain());
            }
        }

        private static void Answer(ModelGateway gateway, ModelOrder order, bool refused)
        {
            if (refused)
            {
                gateway.RefuseShownChange(order);
            }
            else
            {
                gateway.TakeChange(order);
            }
        }

        private void Disconnect(int seed)
        {
            _wire.Clear();
            foreach (var order in _gateway.Orders.Where(static order => order.Change is not null).ToArray())
            {
                if (seed % 3 == 0)
                {
                    _gateway.TakeChange(order);
                }

                order.Change = null; // Otherwise lost with the socket.
            }

            _gateway.Session++;
            _engine.Take(new SessionReport(SessionState.Disconnected, _gateway.Session, "test"));
            Fill(seed, 12);
            _wire.Clear();
            Pass(1);
            _engine.OpenedAt = _engine.Now;
            _engine.Take(new SessionReport(SessionState.Ready, _gateway.Session, "test"));
            Synchronize();
        }

        /// <summary>Killed between the commit of an intent and its write, or between the write and the record of it.</summary>
        private void Crash(int seed)
        {
            SetTarget(seed);
            PlanAll(send: false);
            Place(seed);
            foreach (var order in _engine.Sends.OfType<OrderIntended>().Where((order, i) => ((order.Intent.Bracket is null ? i : 0) + seed) % 2 == 0)) // The last leg of a bracket transmits all.
            {
                Write(order);
            }

            _engine.Restart();
            Disconnect(seed);
        }

        private void Synchronize()
        {
            DeliverAll();
            _engine.Ask = null;
            _engine.Take(_gateway.Lists(++_synchronizations));
        }

        private void Pass(int seconds)
        {
            _engine.Now += TimeSpan.FromSeconds(seconds);
            _gateway.Now = _engine.Now;
            _engine.Tick();
            if (_engine.Ask is not null)
            {
                Synchronize();
                _engine.Now += TimeSpan.FromSeconds(6);
                _engine.Tick();
            }
        }

        private void PlanAll(bool send = true)
        {
            foreach (var strategy in Strategies)
            {
                foreach (var conId in Contracts)
                {
                    _engine.Plan(new Holding(strategy, conId));
                }
            }

            if (send)
            {
                Send();
            }
        }

        private void Send()
        {
            foreach (var e in _engine.Sends)
            {
                if (e is OrderIntended order && !_engine.Book.Orders[order.Intent.Id].CancelRequested && (order.Intent.Bracket?.Parent is not { } parent || _gateway.Orders.Any(o => o.Intent.Id == parent)))
                {
                    var written = Write(order);
                    _engine.Record(new OrderWritten(order.Intent.Id, written.OrderId, ModelGateway.ClientId, _gateway.Session));
                    _gateway.Acknowledge(written);
                }
                else if (e is ModifyRequested change)
                {
                    _gateway.Orders.First(o => OrderRef.TryParse(o.OrderRef)!.Value.Id == change.Id).Change = (change.Quantity, change.Terms);
                }
                else if (e is OrderIntended unsent)
                {
                    _engine.Record(new OrderNotSent(unsent.Intent.Id, "cancelled before it was sent"));
                }
            }

            _engine.Sends.Clear();
            foreach (var order in _gateway.Live.Where(order => _engine.Book.Orders.TryGetValue(OrderRef.TryParse(order.OrderRef)!.Value.Id, out var ours) && ours is { CancelRequested: true, OrderId: not null }))
            {
                order.CancelAsked = true;
            }

            _wire.AddRange(_gateway.Drain());
        }

        /// <summary>What the exchange would be exposed to after this write, by its own knowledge, stays between position and target.</summary>
        private ModelOrder Write(OrderIntended order)
        {
            Assert.True(_refs.Add(order.Ref.ToString()), $"{order.Ref} was written twice");
            var written = _gateway.Place(order.Intent, order.Ref.ToString());
            if (order.Intent.Strategy == Own)
            {
                return written;
            }

            var holding = new Holding(order.Intent.Strategy, order.Intent.ConId);
            var mine = _gateway.Orders.Where(o => o.Intent.Strategy == holding.Strategy && o.Intent.ConId == holding.ConId).ToArray();
            var position = mine.Sum(static o => o.Intent.Side.Sign() * o.Filled);
            var target = _engine.Book.Targets[holding].Quantity.Value;
            var worst = position + mine.Where(o => o.Intent.Side == order.Intent.Side).Sum(static o => o.Intent.Side.Sign() * o.Leaves);
            var (low, high) = (Math.Min(position, target), Math.Max(position, target));
            Assert.True(worst >= low && worst <= high, $"{order.Intent.Side} {order.Intent.Quantity}: {worst} is outside {low}..{high}");
            return written;
        }

        private void Check()
        {
            var roots = _engine.Book.Fills.Values.Select(static fill => fill.ExecId.Root).ToArray();
            Assert.Equal(roots.Length, roots.Distinct().Count());
            foreach (var conId in Contracts)
            {
                var strategies = _engine.Book.Holdings.Where(pair => pair.Key.ConId == conId).Sum(static pair => pair.Value.Quantity.Value);
                Assert.Equal(strategies, _engine.Book.NetOf(conId).Value);
            }

            Assert.DoesNotContain(_engine.Book.LiveOrders, static order => order.Filled > order.Most);
        }
    }
}
