using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Market depth: rows behind the best quote, kept up to date row by row.</summary>
internal sealed class DepthDesk(ExchangeFloor floor, ContractDesk contracts)
{
    private const int MostRows = 10;
    private const int Insert = 0;
    private const int Update = 1;
    private const int AskSide = 0;
    private const int BidSide = 1;

    private static readonly string[] Makers = ["ARCA", "NASDAQ", "BATS", "NYSE", "IEX"];

    private readonly Dictionary<(ClientConnection Connection, int ReqId), Book> _books = [];

    public void Forget(ClientConnection connection) => _books.RemoveOf(connection);

    public void End(Func<ClientConnection, bool> whose, Action<ClientConnection, int> tell) => _books.End(whose, tell);

    public void LoseSubscriptions() => _books.Clear();

    public void Subscribe(ClientConnection connection, MktDepthRequest request)
    {
        if (contracts.Market(connection, request.ReqId, request.Contract) is not { } market)
        {
            return;
        }

        var (code, why) = request switch
        {
            _ when _books.ContainsKey((connection, request.ReqId)) => (102, "Duplicate ticker ID."),
            _ when _books.Keys.Count(key => floor.Options.Lines is not null || key.Connection == connection) >= floor.Options.Rights.Deep =>
                (309, $"Max number ({floor.Options.Rights.Deep}) of market depth requests has been reached."),
            { NumRows: <= 0 } => (321, "Error validating request: the number of rows must be more than zero."),
            _ when market.Listing.Instrument.Type is SecurityType.Index or SecurityType.Option or SecurityType.Combo =>
                (10092, "Deep market data is not supported for this combination of security type/exchange."),
            _ when floor.Options.Rights.NoPermission(market.Listing) is { } missing => (354, $"Requested market data is not subscribed.{missing}"),
            _ => (0, ""),
        };
        if (code != 0)
        {
            floor.Error(connection, request.ReqId, code, why);
            return;
        }

        var book = new Book(market, Math.Min(request.NumRows, MostRows), request.IsSmartDepth);
        _books.Add((connection, request.ReqId), book);
        if (floor.IsOpen && floor.LinkUp)
        {
            Send(connection, request.ReqId, book, market.PriceNow(floor.Now));
        }
    }

    public void Cancel(ClientConnection connection, int reqId)
    {
        if (!_books.Remove((connection, reqId)))
        {
            floor.Error(connection, reqId, 310, $"Can't find the subscribed market depth with tickerId:{reqId}");
        }
    }

    /// <summary>A market has a new quote.</summary>
    public void Quoted(Market market, in TopOfBook top)
    {
        foreach (var ((connection, reqId), book) in _books)
        {
            if (book.Market == market && floor.LinkUp && !floor.IsFrozen(connection, market))
            {
                Send(connection, reqId, book, top);
            }
        }
    }

    private static void Send(ClientConnection connection, int reqId, Book book, in TopOfBook top)
    {
        var increment = TickGrid.IncrementAt(book.Market.Listing.Instrument.TickRules, top.Bid.Value);
        for (var row = 0; row < book.Rows; row++)
        {
            Row(connection, reqId, book, AskSide, row, top.Ask.Value + row * increment, SizeAt(book, top.AskSize.Value, row));
            Row(connection, reqId, book, BidSide, row, top.Bid.Value - row * increment, SizeAt(book, top.BidSize.Value, row));
        }
    }

    /// <summary>Deeper rows show more, in whole lots.</summary>
    private static decimal SizeAt(Book book, decimal best, int row) => best + row * book.Market.Listing.Lot;

    private static void Row(ClientConnection connection, int reqId, Book book, int side, int row, decimal price, decimal size)
    {
        var known = book.Shown[side][row];
        if (known == (price, size))
        {
            return;
        }

        book.Shown[side][row] = (price, size);
        var operation = known is null ? Insert : Update;
        if (book.IsSmart)
        {
            connection.Send(new MarketDepthL2Message
            {
                ReqId = reqId,
                Position = row,
                MarketMaker = Makers[row % Makers.Length],
                Operation = operation,
                Side = side,
                Price = price,
                Size = size,
                IsSmartDepth = true,
            });
        }
        else
        {
            connection.Send(new MarketDepthMessage { ReqId = reqId, Position = row, Operation = operation, Side = side, Price = price, Size = size });
        }
    }

    private sealed record Book(Market Market, int Rows, bool IsSmart)
    {
        public (decimal Price, decimal Size)?[][] Shown { get; } = [new (decimal, decimal)?[Rows], new (decimal, decimal)?[Rows]];
    }
}
