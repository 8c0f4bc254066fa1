using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using StableSpamCompose.Bench.CommandLine;
using StableSpamCompose.Bench.Models;

namespace StableSpamCompose.Bench.Peers;

/// <summary>PyTorch in a process of its own, which steps when it is asked to and otherwise waits.</summary>
internal sealed class TorchProcess : IDisposable
{
    // Debian's Python comes first: a Python of the user's own may lack Debian's python3-torch.
    private static readonly string[] Pythons = ["/usr/bin/python3", "python3"];

    private readonly Process _process;

    private TorchProcess(Process process, string version) => (_process, Version) = (process, version);

    /// <summary>Its version.</summary>
    public string Version { get; }

    /// <summary>Starts it.</summary>
    /// <exception cref="BenchException">There is no Python that has it.</exception>
    public static TorchProcess Start(int threads)
    {
        foreach (string python in Pythons)
        {
            if (TryStart(python, threads) is { } started)
                return started;
        }
        throw new BenchException("--peer torch: no Python here has PyTorch; on Debian, install python3-torch.");
    }

    /// <summary>Hands it the tensors of a model.</summary>
    public void Load(ModelShape model)
    {
        string shapes = string.Join(",", model.Tensors.Select(dimensions => string.Join("x", dimensions)));
        if (Ask("model " + shapes) != "ready")
            throw new BenchException("--peer torch: PyTorch could not take the model.");
    }

    /// <summary>Has it step.</summary>
    /// <returns>The seconds of a step.</returns>
    public double Step(string optimizer, int times) =>
        double.Parse(Ask(FormattableString.Invariant($"step {optimizer} {times}")), CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static TorchProcess? TryStart(string python, int threads)
    {
        var start = new ProcessStartInfo(python)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Peers", "torch_peer.py"));
        start.ArgumentList.Add(threads.ToString(CultureInfo.InvariantCulture));
        try
        {
            Process process = Process.Start(start)!;
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            if (process.StandardOutput.ReadLine() is { } version)
                return new TorchProcess(process, version);
            process.Dispose();
            return null;
        }
        catch (Win32Exception)
        {
            // There is no such Python.
            return null;
        }
    }

    private string Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? throw new BenchException("--peer torch: PyTorch has ended; is there memory enough for the model?");
    }
}
