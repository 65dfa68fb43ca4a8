"""What the integration costs, beside what a user would write instead and beside the bare minimum.

`scripts/benchmark` runs these in one process with a real Home Assistant; the simulated PBX is
another process, so that its work isn't counted. The contenders, on the same list in the same run:

difuse   this integration, set up as a user would
REST     Home Assistant's own `rest` sensor in YAML: the newest call's caller, and the newest 20
         rows as an attribute. Polls are driven by hand for both. The PBX serves the newest rows
         first: where they come last, as in the vendor's sample, nobody could write that sensor,
         because YAML can't name the last page.
bare     one aiohttp GET and `orjson.loads` of the same answer

Times of the event loop are CPU seconds of its thread, which others on the machine don't disturb;
where the wall clock says more it is given as well. Each figure is the median of interleaved runs.
"""
