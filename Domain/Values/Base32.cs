using System.Security.Cryptography;
using System.Text;

namespace OrleansTrader.Domain.Values;

/// <summary>Short deterministic names: SHA-256 in lower-case base 32 (RFC 4648 alphabet), cut to a length.</summary>
public static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static string Hash(string text, int length)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 51);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return string.Create(length, hash, static (chars, bytes) =>
        {
            for (var i = 0; i < chars.Length; i++)
            {
                var bit = i * 5;
                var pair = (bytes[bit / 8] << 8) | (bit / 8 + 1 < bytes.Length ? bytes[(bit / 8) + 1] : 0);
                chars[i] = Alphabet[(pair >> (11 - (bit % 8))) & 31];
            }
        });
    }
}
