namespace OrleansTrader.Tests.Architecture;

/// <summary>The source tree the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string File(string path) => Path.Combine(Root, path);

    private static string Find(DirectoryInfo? folder) => folder is null
        ? throw new InvalidOperationException($"No OrleansTrader.sln above {AppContext.BaseDirectory}.")
        : folder.GetFiles("OrleansTrader.sln") is [_, ..] ? folder.FullName : Find(folder.Parent);
}
