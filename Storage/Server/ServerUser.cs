namespace OrleansTrader.Storage.Server;

/// <summary>Who the server runs as. PostgreSQL refuses root: there it is the user <c>postgres</c>, else <c>nobody</c>; anyone else runs it himself.</summary>
internal sealed class ServerUser
{
    private readonly string[] _prefix;

    private ServerUser(string name, string id, string[] prefix)
    {
        Name = name;
        Id = id;
        _prefix = prefix;
    }

    public string Name { get; }

    public string Id { get; }

    /// <summary>True when the server runs as somebody else than this process.</summary>
    public bool IsOther => _prefix.Length > 0;

    public static async Task<ServerUser> ChooseAsync(CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new ServerUser(Environment.UserName, await IdAsync(["-u"], cancellationToken) ?? "", []);
        }

        foreach (var name in (string[])["postgres", "nobody"])
        {
            if (await IdAsync(["-u", name], cancellationToken) is { } id && await IdAsync(["-g", name], cancellationToken) is { } group)
            {
                return new ServerUser(name, id, ["setpriv", $"--reuid={name}", $"--regid={group}", "--clear-groups", "--"]);
            }
        }

        throw new PrivatePostgresException("PostgreSQL does not run as root and neither user postgres nor nobody exists: create one.");
    }

    /// <summary>Runs a tool as this user.</summary>
    public Task<ToolResult> RunAsync(string[] commandLine, CancellationToken cancellationToken) =>
        ToolProcess.RunAsync([.. _prefix, .. commandLine], cancellationToken);

    /// <summary>Makes a folder that only this user may enter; an existing one must be just that.</summary>
    public async Task OwnFolderAsync(string path, CancellationToken cancellationToken)
    {
        if (!Path.Exists(path))
        {
            var made = await ToolProcess.RunAsync(["install", "-d", "-m", "0700", "-o", Id, path], cancellationToken);
            if (made.ExitCode != 0)
            {
                throw new PrivatePostgresException($"The folder {path} cannot be made: {made.Reason}");
            }
        }

        var stat = await ToolProcess.RunAsync(["stat", "-c", "%u %a %F", path], cancellationToken);
        if (stat.Output.Trim() != $"{Id} 700 directory")
        {
            throw new PrivatePostgresException($"{path} is not a folder of user {Name} with mode 700 (it is: {stat.Output.Trim()}): remove it or choose another place.");
        }
    }

    private static async Task<string?> IdAsync(string[] arguments, CancellationToken cancellationToken) =>
        await ToolProcess.RunAsync(["id", .. arguments], cancellationToken) is { ExitCode: 0 } result ? result.Output.Trim() : null;
}
