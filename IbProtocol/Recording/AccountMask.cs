using System.Text;

namespace OrleansTrader.IbProtocol.Recording;

/// <summary>Hides account numbers in payloads: same length, same first two characters, the rest a number in order of appearance.</summary>
/// <remarks>Lengths stay, so masked payloads are as good for decoders as the originals. Not safe for several threads.</remarks>
public sealed class AccountMask
{
    private const int Shown = 2;

    private readonly List<(byte[] Account, byte[] Mask)> _known = [];

    /// <summary>From now on this account is hidden.</summary>
    public void Add(string account)
    {
        ArgumentNullException.ThrowIfNull(account);
        var bytes = Encoding.Latin1.GetBytes(account);
        if (bytes.Length <= Shown || _known.Exists(known => known.Account.AsSpan().SequenceEqual(bytes)))
        {
            return;
        }

        var number = (_known.Count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(bytes.Length - Shown, '0');
        _known.Add((bytes, Encoding.Latin1.GetBytes(account[..Shown] + number[^(bytes.Length - Shown)..])));
        _known.Sort(static (left, right) => right.Account.Length.CompareTo(left.Account.Length)); // DU10 must not be hidden inside DU100.
    }

    /// <summary>Learns the accounts that a managedAccounts message from the gateway names.</summary>
    public void Learn(ReadOnlySpan<byte> payload)
    {
        if (!payload.StartsWith("15\0"u8))
        {
            return;
        }

        var fields = Encoding.Latin1.GetString(payload).Split('\0');
        foreach (var account in fields.Length > 2 ? fields[2].Split(',', StringSplitOptions.RemoveEmptyEntries) : [])
        {
            Add(account);
        }
    }

    /// <summary>Hides every known account number, in place.</summary>
    public void Apply(Span<byte> payload)
    {
        foreach (var (account, mask) in _known)
        {
            var rest = payload;
            while (rest.IndexOf(account) is >= 0 and var at)
            {
                mask.CopyTo(rest[at..]);
                rest = rest[(at + mask.Length)..];
            }
        }
    }
}
