import asyncio
import json
import os

import websockets

url = os.environ.get("AGENT_URL", "ws://127.0.0.1:8080")
settings = {
    "type": "Settings",
    "audio": {"output": {"encoding": "linear16", "sample_rate": 24000, "container": "none"}},
    "agent": {
        "think": {"provider": {"type": "open_ai", "model": "gpt-realtime"}, "prompt": "Answer in one sentence."},
        "speak": {"provider": {"type": "deepgram", "model": "aura-2-thalia-en"}},
    },
}


async def main():
    heard = 0
    # With CLIENT_TOKEN set at the server, add ?token=… to the URL.
    async with websockets.connect(f"{url}/v1/agent/converse") as agent:
        await agent.send(json.dumps(settings))
        async for frame in agent:
            if isinstance(frame, bytes):
                heard += len(frame)  # the agent's voice
                continue
            message = json.loads(frame)
            if message["type"] == "SettingsApplied":
                await agent.send(json.dumps({"type": "InjectUserMessage", "content": "What time is it?"}))
            elif message["type"] == "ConversationText":
                print(f"{message['role']}: {message['content']}")
            elif message["type"] == "AgentAudioDone":
                print(f"heard {heard} bytes")
                break


asyncio.run(main())
