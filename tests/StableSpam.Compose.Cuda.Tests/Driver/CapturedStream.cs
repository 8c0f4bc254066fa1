using StableSpamCompose.Cuda.Tests.Emulation;

namespace StableSpamCompose.Cuda.Tests.Driver;

/// <summary>A stream of the stub that a step can be captured in.</summary>
internal sealed unsafe class CapturedStream : IDisposable
{
    private readonly List<nint> _graphs = [];

    public CapturedStream()
    {
        nint stream;
        Check(((delegate* unmanaged<nint*, uint, int>)EmulatedDevice.Export("cuStreamCreate"))(&stream, 0));
        Handle = stream;
    }

    public nint Handle { get; }

    public void Begin() => Check(((delegate* unmanaged<nint, int, int>)EmulatedDevice.Export("cuStreamBeginCapture_v2"))(Handle, 0));

    public nint End()
    {
        nint graph;
        Check(((delegate* unmanaged<nint, nint*, int>)EmulatedDevice.Export("cuStreamEndCapture"))(Handle, &graph));
        _graphs.Add(graph);
        return graph;
    }

    public void Replay(nint graph) => Check(((delegate* unmanaged<nint, nint, int>)EmulatedDevice.Export("cuGraphLaunch"))(graph, Handle));

    public void Dispose()
    {
        foreach (nint graph in _graphs) Check(((delegate* unmanaged<nint, int>)EmulatedDevice.Export("cuGraphDestroy"))(graph));
        Check(((delegate* unmanaged<nint, int>)EmulatedDevice.Export("cuStreamDestroy_v2"))(Handle));
    }

    private static void Check(int code) => Assert.Equal(0, code);
}
