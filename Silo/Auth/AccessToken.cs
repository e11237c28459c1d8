using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using OrleansTrader.Silo.Settings;

namespace OrleansTrader.Silo.Auth;

/// <summary>The one token of this installation (design P9). Never logged; compared in constant time.</summary>
internal sealed class AccessToken
{
    private readonly byte[] _token;
    private readonly byte[] _cookie;

    public AccessToken(IOptions<AuthSettings> auth, IOptions<DataSettings> data)
    {
        _token = Digest(auth.Value.Token ?? TokenFile.ReadOrMake(data.Value.File("token")));
        CookieValue = Convert.ToHexStringLower(HMACSHA256.HashData(_token, "browser session"u8));
        _cookie = Digest(CookieValue);
    }

    /// <summary>What a browser keeps: proves the token, does not contain it.</summary>
    public string CookieValue { get; }

    public bool IsToken(string text) => CryptographicOperations.FixedTimeEquals(Digest(text), _token);

    public bool IsCookie(string text) => CryptographicOperations.FixedTimeEquals(Digest(text), _cookie);

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
