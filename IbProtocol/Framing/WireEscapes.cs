using System.Globalization;
using System.Text;

namespace OrleansTrader.IbProtocol.Framing;

/// <summary>The server writes special characters of some texts as backslash escapes (since server version 153).</summary>
public static class WireEscapes
{
    private const int UnicodeDigits = 4;
    private const string Letters = "nrtfvbae";
    private const string Meanings = "\n\r\t\f\v\b\a\u001b";

    /// <summary>Resolves escapes. A backslash before an unknown letter stays as it is: the text is for people.</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains('\\'))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i += AppendEscaped(result, text, i + 1);
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }

    /// <summary>Writes backslashes, line ends and everything outside printable ASCII as escapes.</summary>
    public static string Escape(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\\' => result.Append(@"\\"),
                '\n' => result.Append(@"\n"),
                '\r' => result.Append(@"\r"),
                '\t' => result.Append(@"\t"),
                < ' ' or > '~' => result.Append(CultureInfo.InvariantCulture, $@"\u{(int)c:X4}"),
                _ => result.Append(c),
            };
        }

        return result.ToString();
    }

    /// <summary>Appends what the escape at <paramref name="start"/> (behind the backslash) stands for.</summary>
    /// <returns>How many characters behind the backslash it took.</returns>
    private static int AppendEscaped(StringBuilder result, string text, int start)
    {
        var kind = text[start];
        if (kind == 'u' && TryReadUnicode(text, start + 1, out var decoded))
        {
            result.Append(decoded);
            return 1 + UnicodeDigits;
        }

        if (Letters.IndexOf(kind, StringComparison.Ordinal) is var known and >= 0)
        {
            result.Append(Meanings[known]);
        }
        else if (char.IsAsciiLetterOrDigit(kind))
        {
            result.Append('\\').Append(kind);
        }
        else
        {
            result.Append(kind);
        }

        return 1;
    }

    private static bool TryReadUnicode(string text, int start, out char decoded)
    {
        decoded = default;
        if (start + UnicodeDigits > text.Length
            || !ushort.TryParse(text.AsSpan(start, UnicodeDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            return false;
        }

        decoded = (char)code;
        return true;
    }
}
