using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OrleansTrader.Tests.Simulator;

/// <summary>
/// The layouts of what a server sends, written down a second time and read without any of our own decoder: number of fields, their types, the gates of the
/// versions. What it accepts, a client that parses strictly accepts.
/// </summary>
/// <remarks>
/// Types: i int32, l int64, d double, D double or unset, c decimal quantity, b flag (0 or 1), s text, t text that must not be empty, n count of the list behind it in [ ]. A number and
/// &lt; or ≥ in front gates a field; @x remembers a field and ?x[ ] reads its block when that is set: not empty, not 0.
/// </remarks>
internal static partial class StrictLayout
{
    private const string Contract11 = "i s s s d s s s s s s";

    private const string Legs = "s n[ i i s s i i s i ] n[ D ] n[ s s ] i i D@sc ?sc[ D i D b i i b ] s@h ?h[ s ]";
    private const string DeltaNeutral = "b@dn ?dn[ i d d ] s@al ?al[ n[ s s ] ]";
    private const string Margins = "s D D D D D D D D D c s n[ s c c c c c b ]";

    private static readonly Dictionary<int, string> Layouts = new()
    {
        [1] = "i i i d c i",
        [2] = "i i i c",
        [3] = "i t c c d l i d i s d",
        [4] = "194<i i i t s 194≥l",
        [5] = "i " + Contract11 + " t c t D D t s s s i s i l b b d s s s s s 177<s s s s D s i s i i D D D D D i b b b i i i i D i i D i t@nt D ?nt[ i s s s s b i s ] i i D D D i "
            + Legs + " b s s b " + DeltaNeutral + " b b t s s s s s s s s s D D D s 195≥[ " + Margins + " ] s b b n[ ] t D D D D D D i s s s D b b b b i i b i i D D D 183≥s 184≥b 185≥s 189≥b 193≥[ s i ] 198≥s 199≥b",
        [6] = "i t s s t",
        [7] = "i " + Contract11 + " c d d d d d t",
        [8] = "i t",
        [9] = "i i",
        [10] = "i s t s 182≥s d s s s s s s i d s s s i i t s s s s s s s s s d n[ s s ] i s s s s s c c c 186≥n[ s s ]",
        [11] = "i i " + Contract11 + " t t t s t c d l i i c d s s d s i 178≥b 198≥s",
        [12] = "i i i i i d c",
        [13] = "i i i s i i d c b",
        [15] = "i t",
        [21] = "i i i d d d d d d d d",
        [45] = "i i i d",
        [46] = "i i i s",
        [49] = "i l",
        [50] = "i i l d d d d c c i",
        [52] = "i i",
        [53] = "i",
        [54] = "i t",
        [55] = "i i",
        [57] = "i i",
        [58] = "i i i",
        [59] = "i t d t d d i",
        [61] = "i t " + Contract11 + " c d",
        [62] = "i",
        [63] = "i i t t s s",
        [64] = "i i",
        [71] = "i i t " + Contract11 + " c d s",
        [72] = "i i",
        [73] = "i i t s t s s",
        [74] = "i i",
        [75] = "i t i s s n[ t ] n[ d ]",
        [76] = "i",
        [77] = "i n[ s s s ]",
        [78] = "n[ s s ]",
        [79] = "i n[ i s s s s n[ s ] s s ]",
        [80] = "n[ s s s s i ]",
        [81] = "i d s i",
        [82] = "i n[ i s s ]",
        [88] = "i t",
        [89] = "i n[ d c ]",
        [90] = "i i t d d d d c c",
        [93] = "i n[ d d ]",
        [94] = "i d d d",
        [95] = "i c d d d d",
        [96] = "i n[ l i d c ] b",
        [97] = "i n[ l i d d c c ] b",
        [98] = "i n[ l i d c s s ] b",
        [100] = "l i i",
        [101] = Contract11 + " t c t D D t s s s i s l b b d s s s s 177<s s s s D s i s i D D D D D i b b i i i D i t@nt D ?nt[ i b i s ] i i D D "
            + Legs + " s s b " + DeltaNeutral + " b t b b n[ ] D D D b b s c i b s b b l t t i i D D D 183≥s 184≥b 198≥s",
        [102] = "",
        [106] = "i t t t n[ t t t ]",
        [107] = "i s",
        [108] = "i t t",
        [109] = "l",
    };

    /// <exception cref="InvalidDataException">A strict client would not read it; the message says where.</exception>
    public static int Check(ReadOnlySpan<byte> payload, int version)
    {
        if (payload.Length == 0 || payload[^1] != 0)
        {
            throw new InvalidDataException("The frame does not end with a terminated field.");
        }

        var fields = Encoding.Latin1.GetString(payload[..^1]).Split('\0');
        var id = int.Parse(fields[0], CultureInfo.InvariantCulture);
        var layout = id switch
        {
            17 => version >= 196 ? "i n[ t d d d d c c i ]" : "i t t n[ t d d d d c c i ]",
            99 => "i i " + fields[2] switch { "1" or "2" => "l d c i s s", "3" => "l d d c c i", _ => "l d" },
            _ => Layouts.TryGetValue(id, out var known) ? known : throw new InvalidDataException($"Message {id} is not expected."),
        };
        var reader = new Reader(fields, version, id);
        reader.Read(layout.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return reader.AtEnd ? id : throw new InvalidDataException($"Message {id} has fields too many: {string.Join('|', fields)}");
    }

    [GeneratedRegex(@"^-?\d+(\.\d+)?(E-?\d+)?$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^(?:(?<gate>\d+)(?<way>[<≥]))?(?<type>[a-zA-Z?]?)(?:@?(?<name>\w+))?$")]
    private static partial Regex Token();

    private sealed class Reader(string[] fields, int version, int id)
    {
        private readonly Dictionary<string, bool> _set = [];
        private int _at = 1;

        public bool AtEnd => _at == fields.Length;

        public void Read(string[] tokens)
        {
            for (var i = 0; i < tokens.Length; i++)
            {
                var opens = tokens[i].EndsWith('[');
                var token = Token().Match(opens ? tokens[i][..^1] : tokens[i]);
                var block = opens ? Block(tokens, ref i) : [];
                if (token.Groups["gate"].Success && (token.Groups["way"].Value == "<") != (version < int.Parse(token.Groups["gate"].Value, CultureInfo.InvariantCulture)))
                {
                    continue;
                }

                var times = token.Groups["type"].Value switch
                {
                    "" => 1,
                    "?" => _set[token.Groups["name"].Value] ? 1 : 0,
                    "n" => int.Parse(Field("i"), CultureInfo.InvariantCulture),
                    var type => Remember(token.Groups["name"].Value, Field(type)),
                };
                for (; times > 0; times--)
                {
                    Read(block);
                }
            }
        }

        private int Remember(string name, string field)
        {
            _set[name] = field is not ("" or "0" or "0.0") && !field.StartsWith("1.7976931348623157E", StringComparison.Ordinal);
            return 0;
        }

        private string Field(string type)
        {
            if (_at == fields.Length)
            {
                throw new InvalidDataException($"Message {id} ends before its field {_at} of type {type}: {string.Join('|', fields)}");
            }

            var field = fields[_at++];
            var right = type switch
            {
                "i" => field.Length == 0 || int.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
                "l" => field.Length == 0 || long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
                "d" or "D" => field.Length == 0 || field == "Infinity" || Number().IsMatch(field),
                "c" => field.Length == 0 || (Number().IsMatch(field) && !field.Contains('E', StringComparison.Ordinal)),
                "b" => field is "" or "0" or "1",
                "t" => field.Length > 0 && IsPrintable(field),
                _ => IsPrintable(field),
            };
            return right ? field : throw new InvalidDataException($"Field {_at - 1} of message {id} is '{field}', no {type}: {string.Join('|', fields)}");
        }

        private static bool IsPrintable(string field) => field.All(static c => c is >= ' ' and <= '~' or '\t' or '\n' or '\r');

        private static string[] Block(string[] tokens, ref int i)
        {
            var (from, depth) = (i + 1, 1);
            while (depth > 0)
            {
                i++;
                depth += tokens[i].EndsWith('[') ? 1 : tokens[i] == "]" ? -1 : 0;
            }

            return tokens[from..i];
        }
    }
}
