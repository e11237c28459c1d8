using System.ComponentModel.DataAnnotations;

namespace OrleansTrader.IbBridge.Recording;

/// <summary>The flight recorder. Section <c>IbBridge:Recorder</c>; off until it has a folder.</summary>
public sealed class RecorderOptions
{
    /// <summary>Where recordings are written; empty (default) means off.</summary>
    public string Directory { get; set; } = "";

    /// <summary>Account numbers are replaced by others of the same length (default).</summary>
    public bool MaskAccounts { get; set; } = true;

    /// <summary>A file is closed and the next begun beyond this many MiB, compressed.</summary>
    [Range(1, 4096)]
    public int MaxFileMiB { get; set; } = 64;

    /// <summary>The oldest recordings beyond this many files are deleted.</summary>
    [Range(1, 10_000)]
    public int MaxFiles { get; set; } = 20;
}
